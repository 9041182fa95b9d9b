"""Places as people type them: kinds of writing, of words that are no place, of places that are somebody else's."""

import pytest

from bot.territory import by_code, resolve
from bot.territory import variant_phrases as made
from bot.territory.gazetteer import gazetteer
from bot.territory.variants import ASKED, OTHER, RIGHT, measure


def found(text: str, *, asked: bool = False) -> tuple[str, str] | None:
    """Kind and code of what is found, or nothing."""
    territory = resolve(text, asked=asked).territory
    return (territory.kind, territory.code) if territory else None


ROLES = (
    "Je suis maire", "je suis maire.", "JE SUIS MAIRE", "maire", "Maire", "petite commune", "grande commune",
    "petite ville", "ville moyenne", "Ville moyenne", "grande ville", "élue", "adjoint au maire", "commune rurale",
)  # fmt: skip


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("text", ROLES)
def test_roles_and_sizes_are_no_commune(text: str, asked: bool) -> None:
    assert resolve(text, asked=asked).status == "none"


def test_a_commune_that_bears_a_role_is_found_when_it_is_named() -> None:
    assert found("je suis maire de Mairé") == ("commune", "86143")
    assert found("MAIRIE DE MAIRÉ (86)") == ("commune", "86143")


@pytest.mark.parametrize("text", ["canicule", "bâtiment", "cadastre", "marchés", "jeunesse", "vendredi", "banlieue"])
@pytest.mark.parametrize("asked", [False, True])
def test_an_ordinary_word_alone_is_never_corrected(text: str, asked: bool) -> None:
    assert resolve(text, asked=asked).status == "none"


def test_a_word_that_is_a_commune_too_needs_that_a_place_is_awaited() -> None:
    for word in ("avril", "parent", "champs"):
        assert resolve(word).status == "none"
    assert found("avril", asked=True) == ("commune", "54036")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je suis maire de Luzy-Saint-Martin 55700", "55310"),
        ("je suis maire de Montbonnot-Saint-Martin (38)", "38249"),
        ("je suis maire de Vers-Pont-du-Gard (30)", "30346"),
        ("je suis maire de Castillon (Canton de Lembeye) (64)", "64182"),
        ("MAIRIE DE MILLY-LA-FORET", "91405"),
        ("MAIRIE DU DONJON (03)", "03103"),
        ("je suis maire de ramasse", "01317"),
    ],
)
def test_the_longest_name_stands(text: str, code: str) -> None:
    assert found(text) == ("commune", code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je suis maire de comombes (92)", "92025"),
        ("je suis maire de rennes le chzteau (11)", "11309"),
        ("je suis maire de villeneuve sut cher (18)", "18285"),
        ("je suis maire de lamentin, martinique", "97213"),
        ("je suis maire de romans dans lain", "01328"),
        ("soucez (62)", "62801"),
    ],
)
def test_the_departement_said_is_where_the_name_is_looked_for(text: str, code: str) -> None:
    assert found(text) == ("commune", code)


@pytest.mark.parametrize("text", ["je suis maire de Vierzon (03)", "Vierzon 03100", "mairie de Vierzon dans l'Allier"])
def test_a_departement_that_contradicts_the_name_is_asked_about(text: str) -> None:
    resolution = resolve(text)
    assert (resolution.status, resolution.reason) == ("ambiguous", "contradiction")
    assert [candidate.code for candidate in resolution.candidates] == ["18279", "03"]


@pytest.mark.parametrize(
    "text",
    [
        "depuis le 15/04/2024 on ne sait plus",
        "depuis le 12-10-2025",
        "conseil municipal du 18/11",
        "le 15 avr.",
        "depuis le 15, 16 et 17 avril",
        "dans le 75 pour cent des cas",
        "dans le 15 % des cas",
        "nous appelons le 15",
    ],
)
def test_no_date_nor_count_is_a_departement(text: str) -> None:
    assert resolve(text).status == "none"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dans le 62, 12 communes se partagent une école", "62"),
        ("petite commune (03)", "03"),
        ("petite commune du 03", "03"),
        ("petite commune de montagne (05)", "05"),
        ("maire d'un village (63)", "63"),
        ("dans lallier", "03"),
        ("une petite commune dans laube", "10"),
        ("69D", "69"),
        ("Tahiti", "987"),
        ("Wallis", "986"),
    ],
)
def test_departements_as_people_say_them(text: str, code: str) -> None:
    assert found(text) == ("departement", code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je suis maire dAix-en-Provence", "13001"),
        ("mairie daix en provence", "13001"),
        ("mairie de Gonfreville lOrcher", "76305"),
        ("saint jean dangely", "17347"),
        ("38029 Grenoble CEDEX 2", "38185"),
        ("CS 20001 - 35065 RENNES", "35238"),
        ("Quartier Rohan, 44156 ANCENIS", "44003"),
        ("Paris XVIe", "75056"),
        ("paris 13eme", "75056"),
        ("13201", "13055"),
        ("Courcouronnes", "91228"),
        ("Saint-Laurent-du-Mont", "14126"),
        ("Gustavia", "97701"),
        ("Val Thorens", "73257"),
    ],
)
def test_addresses_apostrophes_and_former_names(text: str, code: str) -> None:
    assert found(text) == ("commune", code)


def test_larger_places_with_names_of_their_own() -> None:
    assert found("69M") == ("epci", "200046977")
    assert found("le 20") == ("region", "94")
    assert found("Oléron") == ("epci", "241700624")
    alsace = resolve("collectivité européenne d'Alsace")
    assert [candidate.code for candidate in alsace.candidates] == ["67", "68"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Cévennes", "les Cévennes"),
        ("je suis de la Beauce", "la Beauce"),
        ("une petite commune du Queyras", "le Queyras"),
        ("le pont Saint-Michel", "le pont Saint-Michel"),
    ],
)
def test_a_landmark_is_told_and_never_corrected(text: str, name: str) -> None:
    resolution = resolve(text)
    assert (resolution.status, resolution.landmark) == ("none", name)


def test_a_commune_that_bears_a_landmark_s_name_is_found_when_it_is_named() -> None:
    assert found("maire de Larzac") == ("commune", "24230")


def test_a_shared_postal_code_says_so_and_how_many_are_left_out() -> None:
    resolution = resolve("02140")
    assert (resolution.status, resolution.reason) == ("ambiguous", "postal_code")
    assert len(resolution.candidates) + resolution.more == len(gazetteer().rows_of_postal["02140"])


def test_a_precision_keeps_the_commune_known() -> None:
    ramasse = by_code("commune", "01317")
    assert resolve("dans l'ain", hint=ramasse, asked=True).territory == ramasse
    elsewhere = resolve("dans l'orne", hint=ramasse, asked=True).territory
    assert elsewhere is not None and elsewhere.code == "61"
    office = resolve("conseil départemental de l'Ain", hint=ramasse).territory
    assert office is not None and office.kind == "departement"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("je suis maire de Vierzon", True),
        ("Vierzon", True),
        ("nous sommes à Vierzon", True),
        ("les rues de Vierzon sont pleines de trous", False),
    ],
)
def test_what_is_stated_is_told_from_what_is_mentioned(text: str, stated: bool) -> None:
    resolution = resolve(text)
    assert resolution.territory is not None
    assert resolution.stated is stated


def test_names_beside_their_number() -> None:
    assert measure("", made.numbered(300)).share(RIGHT) >= 0.99
    assert measure("", made.shouted(300)).share(RIGHT) >= 0.99


@pytest.mark.parametrize("kind", list(made.TYPOS))
def test_one_wrong_key_beside_the_number(kind: str) -> None:
    row = measure(kind, made.mistyped(kind, 300))
    assert row.share(RIGHT) >= 0.93
    assert row.share(OTHER) <= 0.015


def test_left_out_apostrophes() -> None:
    assert measure("", made.glued(150)).share(RIGHT) >= 0.95
    assert measure("", made.elided()).share(RIGHT) == 1
    assert measure("", made.small_communes()).share(RIGHT) == 1


def test_dates_give_nothing() -> None:
    row = measure("", made.dates())
    assert row.total == 315
    assert row.share(RIGHT) == 1


def test_others_places_are_left_to_them_and_one_s_own_is_kept() -> None:
    for part in ("dev", "test"):
        assert measure(part, made.elsewhere(part)).share(RIGHT) >= 0.97
    assert measure("", made.own()).share(RIGHT) >= 0.98


def test_everyday_words_are_no_place() -> None:
    assert measure("", made.words(None, asked=False)).share(RIGHT) >= 0.999


def test_a_postal_code_alone_gives_its_communes() -> None:
    row = measure("", made.postal(100))
    assert row.counts[RIGHT] + row.counts[ASKED] + row.counts["without"] == row.total


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mais je suis pas à Dun ni en Ariège, je suis dans la Creuse", "Creuse"),
        ("nous ne sommes pas à Saint-Denis mais à Saint-Paul, La Réunion", "Saint-Paul"),
        ("j'ai pas dit Martinique. GUYANE", "Guyane"),
        ("je suis pas dans le 23 mais dans le 87", "Haute-Vienne"),
        ("on n'est pas à Vierzon", None),
        ("je n'arrive pas à joindre la préfecture, je suis maire de Vierzon", "Vierzon"),
    ],
)
def test_a_place_that_is_denied_is_not_kept(text: str, name: str | None) -> None:
    found = resolve(text).territory
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("maire dun petit village", None),
        ("secretaire dune mairie de montagne", None),
        ("mairie de dun", "Dun"),
        ("maire dun sur auron", "Dun-sur-Auron"),
    ],
)
def test_an_article_without_its_apostrophe_is_no_commune(text: str, name: str | None) -> None:
    found = resolve(text).territory
    assert (found.name if found else None) == name
