"""Who asks and where is cut from a need, and nothing else."""

import pytest

from bot.orientation.situation import only_situation, prepare_need, without_situation


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("on ne suit plus les logements vides du bourg, on est 900 habitants dans l'Allier",
         "on ne suit plus les logements vides du bourg"),
        ("Bonjour, DST à Libourne, on veut rafraîchir la place", "on veut rafraîchir la place"),
        ("commune de 1200 habitants en Lozère, l'eau potable manque l'été", "l'eau potable manque l'été"),
        ("notre village (350 habitants, Creuse) n'a plus de bus", "notre village n'a plus de bus"),
        ("la voirie à refaire sur la place du port", "la voirie à refaire sur la place du port"),
        ("une aide aux communes de moins de 500 habitants", "une aide aux communes de moins de 500 habitants"),
        ("Vichy", "Vichy"),
        ("bonjour madame, merci d'avance", "bonjour madame, merci d'avance"),
    ],
)  # fmt: skip
def test_the_need_remains(text: str, need: str) -> None:
    assert without_situation(text) == need


@pytest.mark.parametrize(
    ("text", "alone"),
    [("c'est Guingamp", True), ("Guingamp", True), ("dans le 43", True), ("c'est la voirie", False), ("", False)],
)
def test_a_place_alone_is_told_from_a_need(text: str, alone: bool) -> None:
    assert only_situation(text) is alone


def test_acronyms_are_expanded_and_length_is_cut() -> None:
    assert "programme local de l'habitat" in prepare_need("notre PLH est à revoir").lower()
    assert len(prepare_need("mairie " * 1000)) <= 1300
