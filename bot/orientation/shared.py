"""The last few results of a slow function, computed once even when several threads ask at the same time."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Shared(Generic[Result]):
    """Calls ``compute`` for a key unless its result is kept, or being computed: then that one is waited for.

    ``functools.lru_cache`` would compute twice what two threads ask for at once.
    """

    def __init__(self, compute: Callable[[str], Result], most: int) -> None:
        self._compute, self._most = compute, most
        self._kept: OrderedDict[str, Future[Result]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: str) -> Result:
        """The result for a key; what ``compute`` raises, to all who wait, and it is tried again the next time."""
        with self._lock:
            found = self._kept.get(key)
            mine = found is None
            future: Future[Result] = Future() if found is None else found
            self._kept[key] = future
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if mine:
            self._fill(key, future)
        return future.result()

    def _fill(self, key: str, future: "Future[Result]") -> None:
        try:
            future.set_result(self._compute(key))
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is future:
                    del self._kept[key]
            future.set_exception(error)
