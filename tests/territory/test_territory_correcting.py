"""Whether a text corrects the place known, and what it puts in its place."""

import pytest

from bot.reading.fields import fields_said
from bot.territory import by_code, correction

BOURGES, VANNES, CHER = ("commune", "18033"), ("commune", "56260"), ("departement", "18")


def corrected(text: str, known: tuple[str, str] = BOURGES) -> tuple[str, str] | None:
    place = by_code(*known)  # type: ignore[arg-type]
    assert place is not None
    found = correction(text, place)
    return (found.kind, found.name) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "non, le Cher", "Non le cher", "plutôt le Cher", "c'est plutôt le Cher", "le Cher, pas Bourges",
        "pas Bourges, le Cher", "le Cher plutôt que Bourges", "non, le département du Cher", "je voulais dire le Cher",
        "plutôt le département", "en fait c'est le département", "non, pas la commune, le département",
        "non, je suis au département du Cher", "pardon, nous sommes dans le Cher",
    ],
)  # fmt: skip
def test_the_department_takes_the_place_of_its_commune_when_it_corrects_it(text: str) -> None:
    assert corrected(text) == ("departement", "Cher")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("non, la région", ("region", "Centre-Val de Loire")),
        ("en fait c'est la région Centre-Val de Loire", ("region", "Centre-Val de Loire")),
        ("non, Vierzon", ("commune", "Vierzon")),
        ("non, nous sommes à Vierzon", ("commune", "Vierzon")),
    ],
)
def test_another_place_takes_its_place(text: str, found: tuple[str, str]) -> None:
    assert corrected(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "je suis à Cher", "dans le Cher", "18", "non", "non merci", "non rien", "non plus", "plutôt bien", "non, le 2",
        "plutôt le lot", "plutôt cher", "non c'est trop cher", "non, Paris est loin", "le département finance",
        "non, je cherche plutôt un service pour que les communes du Cher comptent leurs arbres",
    ],
)  # fmt: skip
def test_what_corrects_nothing(text: str) -> None:
    assert corrected(text) is None


def test_the_department_of_the_commune_known_is_meant_by_its_kind_alone() -> None:
    assert corrected("plutôt le département", VANNES) == ("departement", "Morbihan")
    assert corrected("plutôt le département", CHER) == ("departement", "Cher")


@pytest.mark.parametrize(
    ("known", "text", "name"),
    [
        (VANNES, "je suis à Cher", "Cher"),  # another département: it replaces
        (BOURGES, "je suis à Cher", "Bourges"),  # it only tells more of the commune
        (BOURGES, "non, le Cher", "Cher"),
        (CHER, "je suis à Bourges", "Bourges"),
        (VANNES, "nous sommes à Vierzon", "Vierzon"),
        (VANNES, "les rues de Vierzon sont pleines de trous", None),
        (VANNES, "non, les rues de Vierzon sont pleines de trous", None),
    ],
)
def test_what_is_said_of_a_place_replaces_the_one_kept(known: tuple[str, str], text: str, name: str | None) -> None:
    fields = fields_said(text, asked=False, place=by_code(*known))  # type: ignore[arg-type]
    assert (fields["territoire"]["name"] if "territoire" in fields else None) == name
