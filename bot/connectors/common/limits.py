"""How fast one person may write to a connector."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

_MANY = 10_000
"""People in memory above which those who wrote long ago are forgotten."""


@dataclass(frozen=True)
class Verdict:
    """Whether a message passes."""

    allowed: bool
    seconds: int = 0
    """After which the next one passes."""
    tell: bool = False
    """Whether to say so: once, until a message passes again."""


@dataclass
class _Bucket:
    left: float
    since: float
    told: bool = False


class PersonLimiter:
    """A bucket a person: as many messages at once as a minute allows, filled again evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, person: str) -> Verdict:
        """Count one message of a person."""
        now = self._clock()
        bucket = self._buckets.get(person) or self._new(person, now)
        bucket.left = min(self._size, bucket.left + (now - bucket.since) * self._size / 60.0)
        bucket.since = now
        if bucket.left >= 1.0:
            bucket.left -= 1.0
            bucket.told = False
            return Verdict(True)
        tell, bucket.told = not bucket.told, True
        return Verdict(False, math.ceil((1.0 - bucket.left) * 60.0 / self._size), tell)

    def _new(self, person: str, now: float) -> _Bucket:
        if len(self._buckets) >= _MANY:
            self._buckets = {name: one for name, one in self._buckets.items() if now - one.since < 60.0}
        bucket = self._buckets[person] = _Bucket(self._size, now)
        return bucket
