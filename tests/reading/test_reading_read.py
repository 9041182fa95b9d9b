"""A message read in its context: the act, and what goes with it."""

import subprocess
import sys

import pytest

from bot.folders import ROOT
from bot.reading import acts
from bot.reading.read import KEPT, Trained, read, read_as
from bot.reading.reading import Reading
from bot.reading.state import State

HEAVY = ("rasa", "rasa_sdk", "sqlalchemy", "pydantic", "bot.orientation", "bot.catalogue", "bot.settings", "bot.engine")


def test_a_reading_loads_no_engine_no_database_and_no_ranking() -> None:
    code = "import sys, bot.reading.read; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "bot.reading.read" in loaded
    assert [name for name in loaded if any(name == part or name.startswith(f"{part}.") for part in HEAVY)] == []


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("nous avons des logements vides dans le bourg", acts.NEED),
        ("on a un souci de boîtes mail piratées", acts.NEED),
        ("bonjour", "salutation"),
        ("vous êtes un robot ?", "assistant"),
        ("do you speak english?", "anglais"),
        ("Je suis adjointe à Vierzon", acts.SITUATION),
        ("effacez notre conversation", "effacer"),
    ],
)
def test_a_first_message(trained: Trained, text: str, act: str) -> None:
    assert read(State(), text, trained).act == act


@pytest.mark.parametrize(
    ("text", "act", "about"),
    [
        ("le 2, c'est ça", acts.CHOICE, ("zero-logement-vacant",)),
        ("quelle différence entre les deux ?", acts.COMPARISON, ("histologe", "zero-logement-vacant")),
        ("ZLV, c'est gratuit ?", acts.QUESTION, ("zero-logement-vacant",)),
    ],
)
def test_a_message_after_a_list(trained: Trained, listed: State, text: str, act: str, about: tuple[str, ...]) -> None:
    reading = read(listed, text, trained)
    assert (reading.act, reading.about, reading.explicit) == (act, about, True)


@pytest.mark.parametrize("text", ["", "   ", "🤷‍♂️❓", "?!…", "🏚️" * 900])
def test_a_message_without_a_letter_is_empty(trained: Trained, listed: State, text: str) -> None:
    for state in (State(), listed):
        assert (read(state, text, trained).act, read(state, text, trained).confidence) == (acts.EMPTY, 1.0)


WITHOUT_SENSE = (acts.QUESTION, acts.COMPARISON, acts.CHOICE, acts.REJECTION, acts.OTHERS, acts.OBJECTION, acts.BACK)


@pytest.mark.parametrize(
    "text", ["et c'est gratuit ?", "quelle différence entre les deux ?", "pas celui-là", "vous avez autre chose ?"]
)
def test_what_makes_no_sense_in_a_context_is_no_reading(trained: Trained, text: str) -> None:
    reading = read(State(), text, trained)
    assert not {act for act, _ in reading.ranking} & set(WITHOUT_SENSE)


@pytest.mark.parametrize("text", ["le 2", "bonjour", "a" * 10_000, "mot " * 3_000, "\x00", "é" * 500, "1" * 4_000])
def test_any_message_has_a_reading_that_adds_up(trained: Trained, listed: State, text: str) -> None:
    reading = read(listed, text, trained)
    shares = [share for _, share in reading.ranking]
    assert reading.act == reading.ranking[0][0]
    assert 0 < len(shares) <= KEPT
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1.001


def test_a_reading_is_a_function_of_what_it_is_given(trained: Trained, listed: State) -> None:
    before = listed.memory()
    assert read(listed, "le 2, on est à Vierzon", trained) == read(listed, "le 2, on est à Vierzon", trained)
    assert listed.memory() == before


def as_need(text: str, state: State, trained: Trained) -> Reading:
    return read_as(acts.NEED, state, text, trained.lexicon)


def test_what_goes_with_the_act(trained: Trained, listed: State) -> None:
    reading = as_need("non pardon, je parlais de l'eau, pas d'antenne", listed, trained)
    assert (reading.act, reading.confidence, reading.need) == (acts.NEED, 1.0, "l'eau")
    assert reading.rejected == ("pas d'antenne",)
    assert as_need("les impayés du CCAS, et aussi la voirie du bourg", listed, trained).parts == (
        "les impayés du CCAS",
        "la voirie du bourg",
    )


def test_who_and_where_go_with_it(trained: Trained) -> None:
    reading = as_need("je suis maire, 900 habitants, à Vierzon, nos logements sont vides", State(), trained)
    assert reading.fields["role"] == "commune"
    assert reading.fields["population"] == 900
    assert reading.fields["territoire"]["code"] == "18279"


@pytest.mark.parametrize("text", ["la place du marché est à refaire", "nos messages se perdent"])
def test_a_need_without_a_place_has_none(trained: Trained, text: str) -> None:
    assert as_need(text, State(), trained).fields == {}


def test_homonyms_are_told_when_a_place_was_said_alone(trained: Trained) -> None:
    assert "homonymes" not in as_need("Saint-Martin", State(), trained).fields
    fields = read_as(acts.SITUATION, State(), "Saint-Martin", trained.lexicon).fields
    assert len(fields["homonymes"]) > 1
    assert "territoire" not in fields
