"""What several threads ask at once is computed once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.orientation.shared import Shared


def test_one_computation_for_all_who_ask_at_once() -> None:
    asked: list[str] = []
    begun, go = threading.Event(), threading.Event()

    def slow(key: str) -> str:
        asked.append(key)
        begun.set()
        assert go.wait(5)
        return key.upper()

    shared = Shared(slow, 2)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(shared, "friche")
        assert begun.wait(5)
        others = [threads.submit(shared, "friche") for _ in range(3)]
        go.set()
        assert [one.result(5) for one in [first, *others]] == ["FRICHE"] * 4
    assert asked == ["friche"]
    assert shared("friche") == "FRICHE" and asked == ["friche"]


def test_only_the_last_ones_are_kept() -> None:
    asked: list[str] = []
    shared = Shared(lambda key: asked.append(key) or key, 2)
    for key in ("a", "b", "a", "c", "a", "b"):
        shared(key)
    assert asked == ["a", "b", "c", "b"]  # "a", asked again meanwhile, was kept longer than "b"


def test_a_failure_is_told_and_not_kept() -> None:
    answers = iter([ValueError("panne"), "lu"])

    def once(_key: str) -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    shared = Shared(once, 2)
    with pytest.raises(ValueError, match="panne"):
        shared("friche")
    assert shared("friche") == "lu"
