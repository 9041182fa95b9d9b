"""Who may invite the assistant: people of listed servers, and of listed mailboxes when there are any.

A server's name is compared whole, or label by label from the right under ``*.``: ``*.tchap.gouv.fr`` lets
``agent.tchap.gouv.fr`` in, neither ``eviltchap.gouv.fr`` nor ``tchap.gouv.fr.example``. On Tchap a person's name
is the mailbox with "-" in place of "@"; names and domains hold hyphens too, so a mailbox's domain is looked for at the
end of the name, after a hyphen, and only on a listed server (elsewhere anybody may choose any name).
"""

import re

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_SERVER = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?", re.ASCII)
_USER = re.compile(r"@([^:\s]+):(\S+)")


def server_of(user_id: str) -> str | None:
    """Name of a person's server in lower case, with its port if it has one; None when that is no server's name."""
    match = _USER.fullmatch(user_id)
    server = match[2].lower() if match else ""
    return server if _SERVER.fullmatch(server) else None


class AllowList:
    """Reads ``server``, ``*.suffix`` and ``@mailbox-domain``, comma-separated."""

    def __init__(self, value: str) -> None:
        """Read the list.

        Raises:
            ValueError: a part that is none of the three.
        """
        self._servers: set[str] = set()
        self._suffixes: set[str] = set()
        self._mailboxes: set[str] = set()
        for part in filter(None, (part.strip().lower() for part in value.split(","))):
            if not _SERVER.fullmatch(part.removeprefix("*.").removeprefix("@")):
                raise ValueError(f"{part!r} is no server's name")
            if part.startswith("*."):
                self._suffixes.add(part[1:])
            elif part.startswith("@"):
                self._mailboxes.add(part[1:])
            else:
                self._servers.add(part)
        if not (self._servers or self._suffixes):
            raise ValueError("no server is listed")

    def allows(self, user_id: str) -> bool:
        """Whether a person may invite."""
        server = server_of(user_id)
        if server is None:
            return False
        if server not in self._servers and not any(server.endswith(suffix) for suffix in self._suffixes):
            return False
        name = user_id[1:].partition(":")[0].lower()
        return not self._mailboxes or any(
            name.endswith(f"-{domain}") and len(name) > len(domain) + 1 for domain in self._mailboxes
        )
