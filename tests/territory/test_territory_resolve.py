"""What people type is resolved to where they are, and ordinary words are left alone."""

import time

import pytest

from bot.territory import Territory, by_code, resolve
from bot.territory.evaluate import evaluate, phrases
from bot.territory.model import Kind


def found(text: str, *, asked: bool = False, hint: Territory | None = None) -> tuple[str, str] | None:
    """Kind and code of what is found, or nothing."""
    territory = resolve(text, asked=asked, hint=hint).territory
    return (territory.kind, territory.code) if territory else None


def known(kind: Kind, code: str) -> Territory:
    """A territory that must exist."""
    territory = by_code(kind, code)
    assert territory is not None
    return territory


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vierzon", "18279"),
        ("mairie de vierzon", "18279"),
        ("MAIRIE DE VIERZON", "18279"),
        ("on est 900 habitants dans l'Allier, commune de Vierzon", "18279"),
        ("18279", "18279"),
        ("St Jean de Luz", "64483"),
        ("je suis à l'Haÿ les Roses", "94038"),
        ("maire des Sables d'Olonne", "85194"),
        ("la mairie du Creusot", "71153"),
        ("je suis à St. Flour", "15187"),
        ("chalon s/ saône", "71076"),
        ("mairie de Vierson", "18279"),
        ("Vitry-le-Francois", "51649"),
        ("Saint-Denis de la Réunion", "97411"),
        ("13008", "13055"),
    ],
)
def test_commune_in_every_form(text: str, code: str) -> None:
    assert found(text) == ("commune", code)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("le 43", "departement", "43"),
        ("dans le 62, on cherche", "departement", "62"),
        ("dpt 03", "departement", "03"),
        ("CD03", "departement", "03"),
        ("maire d'un village dans l'Allier", "departement", "03"),
        ("en Creuse", "departement", "23"),
        ("on est dans le Nord", "departement", "59"),
        ("Seine et Marne", "departement", "77"),
        ("conseil départemental de l'Allier, à Moulins", "departement", "03"),
        ("village de la Creuse", "departement", "23"),
        ("à Mayotte", "departement", "976"),
        ("région PACA", "region", "93"),
        ("Région Réunion", "region", "04"),
        ("en Picardie", "region", "32"),
        ("CC du Clermontois", "epci", "246000376"),
        ("Rennes Métropole", "epci", "243500139"),
        ("la métropole de Lyon", "epci", "200046977"),
        ("agglo de Vierzon", "epci", "200090561"),
    ],
)
def test_larger_territories(text: str, kind: str, code: str) -> None:
    assert found(text) == (kind, code)


@pytest.mark.parametrize(
    "text",
    [
        "bien sûr",
        "La Poste",
        "il n'y a plus une place au cimetière",
        "le port est bloqué",
        "les tours du quartier",
        "en vue de la réunion du conseil",
        "le nord de la commune",
        "la Loire déborde",
        "rue de Paris",
        "M. Martin",
        "Mme Vierzon",
        "l'école Jean Moulin",
        "le 14 juillet",
        "15000 euros",
        "15000 €",
        "France Travail",
        "comme à Grenoble",
        "le ca\u0302ble de la valle\u0301e n'est pas enterre\u0301",
    ],
)
def test_ordinary_words_are_no_place(text: str) -> None:
    assert resolve(text).status == "none"


def test_homonyms_are_told_apart_by_what_else_is_said() -> None:
    assert resolve("Saint-Aubin").status == "ambiguous"
    assert found("Saint-Aubin (62)") == ("commune", "62742")
    assert found("saint aubin dans le pas de calais") == ("commune", "62742")
    assert found("Langon, 1400 habitants") == ("commune", "35145")
    assert found("Valence, Tarn-et-Garonne") == ("commune", "82186")


def test_candidates_come_biggest_first() -> None:
    populations = [candidate.population or 0 for candidate in resolve("Saint-Aubin").candidates]
    assert len(populations) > 1
    assert populations == sorted(populations, reverse=True)


def test_a_famous_town_is_meant_by_its_name_unless_something_says_otherwise() -> None:
    assert found("Castres") == ("commune", "81065")
    assert found("castres dans l'aisne") == ("commune", "02142")
    assert resolve("Saint-Martin").status == "ambiguous"


def test_a_postal_code_of_several_communes_is_never_guessed() -> None:
    resolution = resolve("03100")
    assert resolution.status == "ambiguous"
    assert {candidate.name for candidate in resolution.candidates} == {"Montluçon", "Lavault-Sainte-Anne"}
    assert found("montlucon 03100") == ("commune", "03185")


def test_a_hint_decides_between_homonyms_and_nothing_else() -> None:
    pas_de_calais = known("departement", "62")
    assert found("Saint-Aubin", hint=pas_de_calais) == ("commune", "62742")
    assert found("Vierzon", hint=pas_de_calais) == ("commune", "18279")
    assert resolve("bonjour", hint=pas_de_calais).status == "none"


def test_the_question_makes_ordinary_words_credible() -> None:
    assert found("vif") is None
    assert found("vif", asked=True) == ("commune", "38545")
    assert found("62") is None
    assert found("62", asked=True) == ("departement", "62")
    assert all(resolve(text, asked=True).status == "none" for text in ("oui", "non", "ok", "je ne sais pas"))


def test_delegated_communes_give_their_present_commune() -> None:
    assert found("Annecy-le-Vieux") == ("commune", "74010")
    assert found("Cherbourg-Octeville") == ("commune", "50129")


def test_the_span_is_what_names_the_place() -> None:
    text = "Bonjour, mairie d'Aubagne svp"
    span = resolve(text).span
    assert span is not None
    assert text[slice(*span)] == "Aubagne"


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "?!…", "\x00\n", "a" * 10_000, "1" * 10_000, "à Xyzabcde " * 900])
def test_bad_input_gives_nothing_and_quickly(text: str) -> None:
    resolve("Vierzon")
    started = time.perf_counter()
    assert resolve(text).status == "none"
    assert time.perf_counter() - started < 1


def test_accuracy_on_the_set() -> None:
    rows = phrases()
    assert len(rows) >= 320
    assert len([row for row in rows if row.get("kind") is None and not row.get("ambiguous")]) >= 60
    report = evaluate(rows)
    assert report.accuracy("dev") >= 0.97
    assert report.accuracy("test") >= 0.95
