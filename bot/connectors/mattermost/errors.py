"""How a call to the Mattermost server fails."""


class ServerError(Exception):
    """A call failed; the message is a status or a class, never a text."""


class Unavailable(ServerError):
    """The server can't be reached, is overloaded or fails: later may do."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.after = after
        """Seconds that the server asks to wait."""


class Refused(ServerError):
    """The server says no (4xx): the same call again gets the same answer."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status
