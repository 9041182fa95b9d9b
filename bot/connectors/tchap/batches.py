"""When a sync token may be kept: once everything read up to it is answered.

The server is the queue: what isn't answered when the process dies is read again from the last token kept, and no text
of anybody's has to be written on disk meanwhile.
"""

from collections import deque
from collections.abc import Callable


class Batch:
    """What one sync brought; it holds back its token, and those after it, until all of it is done."""

    def __init__(self, token: str, settled: Callable[[], None]) -> None:
        self.token = token
        self._settled = settled
        self._pending = 1  # its own reading

    @property
    def done(self) -> bool:
        """Whether nothing of it is pending."""
        return self._pending == 0

    def hold(self) -> Callable[[], None]:
        """Something more to do; call what is returned when it is done (again has no effect)."""
        self._pending += 1
        released = False

        def release() -> None:
            nonlocal released
            if not released:
                released = True
                self.finish()

        return release

    def finish(self) -> None:
        """The reading, or one thing held, is done."""
        self._pending -= 1
        if self.done:
            self._settled()


class Batches:
    """Batches in the order they were read; ``keep`` is given each token that may be kept."""

    def __init__(self, keep: Callable[[str], None]) -> None:
        self._keep = keep
        self._line: deque[Batch] = deque()

    def open(self, token: str) -> Batch:
        """A batch that has just been read; finish it once all of its events are held."""
        batch = Batch(token, self._settle)
        self._line.append(batch)
        return batch

    def _settle(self) -> None:
        token = None
        while self._line and self._line[0].done:
            token = self._line.popleft().token
        if token is not None:
            self._keep(token)
