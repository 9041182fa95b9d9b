"""Sessions of the team: signed, in a cookie, nothing kept here. Pure."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

LIFE = 8 * 3600
"""Seconds of a session: a working day."""
VISIT = 3600
"""Seconds in which a login form can be sent."""
SHORTEST = 12
"""Characters of the shortest password that is accepted."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def read_team(value: str) -> dict[str, bytes]:
    """Names and the digests of their passwords, from ``name=password,…``.

    Raises:
        ValueError: a part that isn't that, a name said twice, or a password that is too short.
    """
    people: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        name, _, password = (piece.strip() for piece in part.partition("="))
        if not _NAME.fullmatch(name) or len(password) < SHORTEST or name in people:
            raise ValueError(
                f"TEAM_PASSWORDS must be name=password, comma-separated, each name once, in small letters, "
                f"passwords of {SHORTEST} characters and more"
            )
        people[name] = _digest(password)
    return people


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True)
class Session:
    """Who a cookie says is there: nobody yet (an empty name) while the login form is open."""

    name: str
    token: str
    """What a form of this session must send back."""


class Sessions:
    """Makes and reads the cookies.

    Args:
        people: names and digests of passwords (:func:`read_team`).
        sign: what only this server gives for a text.
        now: seconds since 1970.
    """

    def __init__(self, people: dict[str, bytes], sign: Callable[[str], str], now: Callable[[], float]) -> None:
        self._people = people
        self._sign = sign
        self._now = now

    @property
    def open(self) -> bool:
        """Whether anybody may come in."""
        return bool(self._people)

    def who(self, password: str) -> str | None:
        """Whose password this is."""
        digest, found = _digest(password), None
        for name, expected in self._people.items():
            # All are compared, so that the time taken tells nothing.
            if hmac.compare_digest(digest, expected):
                found = name
        return found

    def cookie(self, name: str = "") -> str:
        """A new session's cookie."""
        said = f"{name}.{int(self._now()) + (LIFE if name else VISIT)}.{secrets.token_urlsafe(12)}"
        return f"{said}.{self._seal(name, said)}"

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie; None when it isn't ours, is over, or its password was changed."""
        said, _, seal = cookie.rpartition(".")
        name, _, rest = said.partition(".")
        until = rest.partition(".")[0]
        if name and name not in self._people:
            return None
        if not hmac.compare_digest(seal.encode(), self._seal(name, said).encode()):
            return None
        if not until.isdecimal() or int(until) <= self._now():
            return None
        return Session(name, self._sign(f"team-form:{cookie}"))

    def _seal(self, name: str, said: str) -> str:
        return self._sign(f"team:{said}:{self._people.get(name, b'').hex()}")
