"""No stage takes a time that grows faster than the message: every shape of text, at growing sizes, through each.

A stage that is quadratic on some shape lets one tab take the service away from everybody.
"""

import gc
import time
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from bot.connectors.common import render
from bot.conversation import erasing, facts, needs, payloads
from bot.conversation.roles import role_said
from bot.gateway.incoming import breakable, clean, read_text
from bot.gateway.masking import mask, mask_attempt
from bot.orientation.ranker import Need, Ranker
from bot.orientation.situation import without_situation
from bot.relay.contact import read
from bot.settings import get_settings
from bot.territory import find_population, resolve

SIZES = (500, 1_000, 2_000, 4_000)
MOST_SECONDS = 0.25
MOST_GROWTH = 2.6
"""Of the time when the length doubles."""

FLOOR = 0.03
"""Seconds under which the longest text is never too slow, nor the growth looked at: such times are noise."""

TRIES = 5
"""The best of so many counts; what is measured is this thread's own time, whatever else the machine does."""

PUNCTUATION = ["".join(pair) for pair in product("%\"'-.([/@’«", repeat=2)]
ELISIONS = ["l'", "d'", "qu'", "aujourd'hui ", "l'l", "dans l'", "'a", "a'"]
DIGITS = [
    "0", "1/", "1,", "1.", "01 ", "12 ", "99999 ", "(0)", "+33", "06", "a1", "1a", "O6 ", "0|6|", "18 000 ", "15/04/",
]  # fmt: skip
COMBINING = ["e\u0301", "\u0300", "\U0001d160", "ﬀ", "É", "漢", "😀", "👨‍👩‍👧", "＠", "\u200d"]
CAPITALS = ["A", "SAINT ", "Mme A ", "M. ", "M. A", "Mmes A, ", "FR76 ", "FR76", "Mme", "CC", "RDV SP "]
WORDS = [
    "a", "a ", "le ", "à ", "de la ", "St ", "Saint-", "maire de ", "habitants ", "de 20 ", "pas de ", "non ", "et ",
    "mairie", "anticonstitutionnellement", "a" * 30 + " ", "[nom] ", "a point ", "arobase ", "a arobase ", "a@", "@a",
    "http://", "www.", "a.b", "ha", "premier ", "effacer ", "deux soucis ",
]  # fmt: skip
SPACES = ["\n", "\t", " ", "\u00a0", "a\n", "\n\n", "a\u00a0"]
OTHERS = ["%+", "\"'", "[(", "()", "{}", "--", "…", "- ", "1. ", "* ", "_a_", "**", "`"]
UNITS = [*PUNCTUATION, *ELISIONS, *DIGITS, *COMBINING, *CAPITALS, *WORDS, *SPACES, *OTHERS]
BEGINNINGS = {"a0": "a" + "0" * SIZES[-1], "word": "x" * SIZES[-1]}
"""Shapes that don't repeat from the start."""


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return Ranker.load(get_settings().models_dir / "orientation")


@pytest.fixture(scope="module")
def tokenizer() -> Callable[[str], object]:
    """Rasa's: what it gets was broken by the gateway."""
    import spacy

    tokenize = spacy.blank("fr").tokenizer
    count = iter(range(10**9))
    # Its cache knows a word again: one differs each time.
    return lambda text: tokenize(f"{breakable(text)} x{next(count)}")


def grows(stage: Callable[[str], object], text: str) -> str | None:
    """What is wrong with the times of a stage on a text that grows; None when nothing is."""
    if _best(stage, text, tries=1) < FLOOR:
        return None
    times = [_best(stage, text[:size]) for size in SIZES]
    if times[-1] > MOST_SECONDS:
        return f"{times[-1]:.2f} s at {SIZES[-1]}"
    growths = [after / before for before, after in zip(times, times[1:]) if after > FLOOR]
    return f"times {times}" if max(growths, default=0) > MOST_GROWTH else None


def _best(stage: Callable[[str], object], text: str, tries: int = TRIES) -> float:
    """Least time of several; the collector, which goes through the whole gazetteer, is no part of the stage."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(tries):
            without_situation.cache_clear()
            began = time.thread_time()
            stage(text)
            best = min(best, time.thread_time() - began)
    finally:
        gc.enable()
    return best


def faults(stage: Callable[[str], object]) -> dict[str, str]:
    """Shapes on which a stage is too slow, with what was measured."""
    shapes = {repr(unit): unit * (SIZES[-1] // len(unit) + 1) for unit in UNITS} | BEGINNINGS
    found = {}
    for name, text in shapes.items():
        # What is too slow is so twice: the machine may have been busy.
        if grows(stage, text[: SIZES[-1]]) and (fault := grows(stage, text[: SIZES[-1]])):
            found[name] = fault
    return found


def _accepted(text: str) -> object:
    from bot.gateway.refusals import Refusal

    try:
        return read_text(text)
    except Refusal as refusal:
        return refusal


STAGES: dict[str, Callable[[str], Any]] = {
    "clean": clean,
    "read": _accepted,
    "mask": mask,
    "mask_attempt": mask_attempt,
    "breakable": breakable,
    "contact": read,
    "territory": resolve,
    "territory_asked": lambda text: resolve(text, asked=True),
    "population": find_population,
    "role": role_said,
    "situation": without_situation,
    "two_needs": needs.two_needs,
    "announcement": needs.without_announcement,
    "rank": needs.rank_said,
    "only_rank": needs.only_rank,
    "sets_aside": needs.sets_aside,
    "vague": needs.vague,
    "asks_what": needs.asks_what,
    "aspect": facts.aspect_of,
    "recalled": payloads.recalled,
    "erasing": erasing.plainly,
    "render": lambda text: render.render([{"text": text}]),
}


LONG = pytest.mark.slow("each of two hundred shapes at four lengths")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=LONG if name.startswith(("territory", "situation")) else ()) for name in STAGES]
)
def test_a_stage_is_linear(name: str) -> None:
    assert faults(STAGES[name]) == {}


@LONG
def test_rasas_tokenizer_is_linear(tokenizer: Callable[[str], object]) -> None:
    assert faults(tokenizer) == {}


def test_names_are_found_in_linear_time(ranker: Ranker) -> None:
    assert faults(ranker.names.find) == {}


@LONG
def test_a_need_of_any_shape_is_ranked_in_time(ranker: Ranker) -> None:
    # A need is cut to MAX_CHARACTERS: its time is bounded, and grows as attention does until there.
    for unit in UNITS:
        text = (unit * SIZES[-1])[: SIZES[-1]]
        assert _best(lambda text: ranker.match(Need(text)), text, tries=2) < MOST_SECONDS, repr(unit)


def test_a_quadratic_stage_is_found() -> None:
    def quadratic(text: str) -> None:
        end = time.thread_time() + (len(text) / SIZES[-1]) ** 2 * 0.2
        while time.thread_time() < end:
            pass

    assert grows(quadratic, "a" * SIZES[-1])
