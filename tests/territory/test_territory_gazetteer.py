"""The gazetteer is whole, says what lies within what, and is named as people say it."""

from collections import Counter

import pytest

from bot.territory import Territory, by_code, inside, label, population_said
from bot.territory.cli import resolve_command
from bot.territory.gazetteer import gazetteer
from bot.territory.model import Kind


def known(kind: Kind, code: str) -> Territory:
    """A territory that must exist."""
    territory = by_code(kind, code)
    assert territory is not None
    return territory


def test_everything_is_there() -> None:
    places = gazetteer()
    assert len(places.names) == 34_969
    assert len(places.epcis) == 1_255
    assert len([area for area in places.areas if area.kind == "departement"]) == 109
    assert len([area for area in places.areas if area.kind == "region"]) == 18
    assert max(Counter(places.names).values()) > 1


def test_memberships_of_a_commune() -> None:
    vierzon = known("commune", "18279")
    assert (vierzon.name, vierzon.departement, vierzon.region, vierzon.epci) == ("Vierzon", "18", "24", "200090561")
    assert vierzon.population is not None and 20_000 < vierzon.population < 30_000


def test_unknown_codes_give_nothing() -> None:
    assert by_code("commune", "99999") is None
    assert by_code("departement", "2a") is not None
    assert by_code("region", "") is None


@pytest.mark.parametrize(
    ("kind", "code", "where", "expected"),
    [
        ("commune", "62742", "departement:62", True),
        ("commune", "62742", "departement:59", False),
        ("commune", "62742", "region:32", True),
        ("commune", "18279", "epci:200090561", True),
        ("commune", "18279", "commune:18279", True),
        ("epci", "200090561", "departement:18", True),
        ("departement", "62", "region:32", True),
        ("departement", "62", "commune:62742", False),
        ("region", "53", "region:53", True),
        ("region", "53", "departement:35", False),
        ("region", "04", "departement:974", True),
    ],
)
def test_inside(kind: Kind, code: str, where: str, expected: bool) -> None:
    assert inside(known(kind, code), where) is expected


@pytest.mark.parametrize("where", ["", "62", "canton:12", "departement:"])
def test_inside_refuses_what_it_does_not_know(where: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        inside(known("region", "53"), where)


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        ("commune", "18279", "Vierzon (Cher)"),
        ("commune", "75056", "Paris"),
        ("departement", "03", "l'Allier"),
        ("departement", "34", "l'Hérault"),
        ("departement", "43", "la Haute-Loire"),
        ("departement", "62", "le Pas-de-Calais"),
        ("departement", "22", "les Côtes-d'Armor"),
        ("departement", "974", "La Réunion"),
        ("departement", "976", "Mayotte"),
        ("region", "53", "la région Bretagne"),
        ("epci", "246000376", "CC du Clermontois (Oise)"),
    ],
)
def test_label(kind: Kind, code: str, said: str) -> None:
    assert label(known(kind, code)) == said


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("on est 900 habitants", 900),
        ("commune de 1 200 hab", 1200),
        ("25 000 âmes", 25_000),
        ("une petite commune de 300 hab.", 300),
        ("2\u202f500 habitants", 2500),
        ("12k habitants", 12_000),
        ("population de 4500", 4500),
        ("deux mille habitants", 2000),
        ("commune de moins de 500 habitants", None),
        ("3 agents et 2 élus", None),
        ("", None),
        ("9" * 500 + " habitants", None),
    ],
)
def test_population_said(text: str, population: int | None) -> None:
    assert population_said(text) == population


def test_the_command_prints_one_line_or_the_candidates(capsys: pytest.CaptureFixture[str]) -> None:
    assert resolve_command("Vierzon") == 0
    assert capsys.readouterr().out.startswith("Vierzon (Cher) ; commune 18279 ; ")
    assert resolve_command("Saint-Aubin") == 1
    assert len(capsys.readouterr().out.splitlines()) > 3
    assert resolve_command("bonjour") == 1
    assert capsys.readouterr().out.strip()
