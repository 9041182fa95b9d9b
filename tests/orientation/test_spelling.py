"""Corrections: towards the catalogue's words, from what is no French word."""

import pytest

from bot.orientation.spelling import Spelling, sound

SPELLING = Spelling(["Les logements de la cantine, une subvention pour l'inondation, un ordinateur et du courage"] * 2)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("logemants", "logements"), ("cantinne", "cantine"), ("subvantion", "subvention"), ("inondassion", "inondation"),
     ("ordinateure", "ordinateur")],
)  # fmt: skip
def test_misspelt_words_are_corrected(typed: str, meant: str) -> None:
    assert SPELLING.correction(typed) == meant
    assert SPELLING.expand(f"un {typed}") == f"un {typed} ({meant})"


@pytest.mark.parametrize("word", ["curage", "ambiance", "logements", "zorglub", "2024", "eau", "xyz"])
def test_french_known_and_strange_words_are_left_alone(word: str) -> None:
    assert SPELLING.correction(word) is None


def test_nothing_is_lost_and_nothing_added_without_cause() -> None:
    text = "Notre cantine, c'est 40 repas."
    assert SPELLING.expand(text) == text


def test_words_that_people_mix_up_sound_alike() -> None:
    for left, right in (
        ("cantine", "cantinne"),
        ("peripherie", "periferie"),
        ("bateaux", "bato"),
        ("quartier", "kartier"),
    ):
        assert sound(left) == sound(right)
