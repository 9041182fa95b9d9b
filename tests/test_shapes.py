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
from bot.conversation import erasing, payloads, vague
from bot.gateway.incoming import breakable, clean, read_text
from bot.gateway.masking import mask, mask_attempt
from bot.orientation.ranker import Need, Ranker
from bot.orientation.situation import without_situation
from bot.reading import referents, spans
from bot.reading.groups import group
from bot.reading.language import language_of
from bot.reading.lexicon import Lexicon
from bot.reading.read import FOLDER, Trained
from bot.reading.read import read as read_in_context
from bot.reading.roles import role_said
from bot.reading.state import LIST, QUESTION, Choice, Last, State
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
    "http://", "www.", "a.b", "ha", "premier ", "effacer ", "deux soucis ", "le 2 ", "celui de ", "je veux pas ",
    "boîte mail de ", "1) eau ",
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
def lexicon() -> Lexicon:
    return Lexicon.load(get_settings().models_dir / FOLDER)


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


class Everything(frozenset[str]):
    """Every root: no group is left out for what it is about."""

    def __contains__(self, root: object) -> bool:
        return True


EVERYTHING = Everything()


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
    "parts": spans.parts,
    "announcement": spans.without_announcement,
    "rejected": lambda text: spans.without_rejected(text, offered=True),
    "ranks": referents.ranks_said,
    "pronoun": referents.has_pronoun,
    "group": lambda text: group(text, EVERYTHING),
    "language": language_of,
    "vague": vague.vague,
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


def test_names_are_found_in_linear_time(lexicon: Lexicon) -> None:
    assert faults(lexicon.names.find) == {}


SHOWN = ("histologe", "zero-logement-vacant", "oilhi")
ASKED = Last(QUESTION, choices=(Choice("Améliorer la couverture mobile", "infrastructures.numeriques"),))


@pytest.mark.parametrize("last", [Last(LIST, SHOWN), ASKED], ids=["list", "question"])
def test_what_is_pointed_at_is_found_in_linear_time(lexicon: Lexicon, last: Last) -> None:
    state = State(last=last, current="oilhi")
    assert faults(lambda text: referents.referents(text, state, lexicon)) == {}


@LONG
def test_a_message_of_any_shape_is_read_in_time() -> None:
    # A message is cut to LONGEST: its time is bounded, and grows in line until there.
    trained = Trained.load(get_settings().models_dir / FOLDER)
    state = State(last=Last(LIST, SHOWN))
    slow = {}
    for unit in UNITS:
        text = (unit * SIZES[-1])[: SIZES[-1]]
        seconds = _best(lambda text: read_in_context(state, text, trained), text, tries=2)
        if seconds > MOST_SECONDS:
            slow[repr(unit)] = seconds
    assert slow == {}


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
