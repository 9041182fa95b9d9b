"""Services are recognised by what people call them, and everyday words are left alone."""

import pytest

from bot.catalogue import load_valid
from bot.reading.lexicon import Lexicon
from bot.settings import get_settings


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("UrbanVitaliz", "urbanvitaliz"),
        ("urbanvitalis ça marche ?", "urbanvitaliz"),
        ("urban vitaliz, c'est pour qui", "urbanvitaliz"),
        ("zero logement vacan, c'est gratuit ?", "zero-logement-vacant"),
        ("mutafriche pour une usine", "mutafriches"),
        ("PANORAMAX", "vues-immersives-libres"),
        ("panorammax c quoi", "vues-immersives-libres"),
        ("on a déjà Agents en intervention", "agents.en.intervention"),
        ("Réfugiés.info", "refugies.info"),
        ("plus fraîche ma ville en été ?", "plusfraichemaville"),
        ("Viz'eau", "viz-eau"),
        ("A+ c'est quoi", "aplus"),
    ],
)
def test_a_name_is_found_through_small_typos(lexicon: Lexicon, text: str, key: str) -> None:
    assert lexicon.names.find_all(text) == [key]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("on utilise ZLV", "zero-logement-vacant"),
        ("notre BAL n'est pas certifiée", "bases.adresses.locales"),
        ("PFMV ou rien", "plusfraichemaville"),
        ("RDV SP pour le CCAS", "rdv-service-public"),
        ("RNB", "bat-id"),
    ],
)
def test_an_acronym_is_found_with_its_capitals(lexicon: Lexicon, text: str, key: str) -> None:
    assert lexicon.names.find(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Histologe existe encore ?", "histologe"),
        ("on avait histologe", "histologe"),
        ("Signal Logement", "histologe"),
        ("Sparte a changé de nom", "mon-diagnostic-artificialisation"),
        ("on s'appuyait sur Bat-ID", "bat-id"),
    ],
)
def test_a_former_name_is_found(lexicon: Lexicon, text: str, key: str) -> None:
    assert lexicon.names.find(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://zerologementvacant.beta.gouv.fr/stats", "zero-logement-vacant"),
        ("j'ai vu zerologementvacant.beta.gouv.fr hier", "zero-logement-vacant"),
        ("c'est ça ? https://www.territoiresentransitions.fr/", "territoires-en-transitions"),
        ("HTTPS://TCHAP.NUMERIQUE.GOUV.FR", "tchap"),
        ("https://beta.gouv.fr/startups/zero-logement-vacant.html", "zero-logement-vacant"),
        ("beta.gouv.fr/startups/agents.en.intervention", "agents.en.intervention"),
        ("(https://beta.gouv.fr/startups/bat-id/)", "bat-id"),
    ],
)
def test_a_link_names_its_service(lexicon: Lexicon, text: str, key: str) -> None:
    assert lexicon.names.find_all(text) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "https://beta.gouv.fr/startups/inconnu.html",
        "https://beta.gouv.fr",
        "https://www.impots.gouv.fr/aides",
        "https://adresse.data.gouv.fr",  # the site of two services
    ],
)
def test_another_link_names_nothing(lexicon: Lexicon, text: str) -> None:
    assert lexicon.names.find_all(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "nos messages se perdent",
        "la messagerie est en panne",
        "LA MESSAGERIE EST EN PANNE",
        "on manque de docs à jour",
        "le transport des élèves",
        "on jette beaucoup trop dans ma cantine le vendredi midi",
        "un potentiel foncier inconnu",
        "le dialogue avec les habitants",
        "un miroir au carrefour de la mairie",
        "j'ai un ami à la mairie voisine",
        "le bal des pompiers",
        "LE BAL DU 14 JUILLET",
        "l'espace membre du club",
        "nous n'avons plus de médecin, et de plus en plus de malades",
        "en plus la chaudière est morte",
        "et la suite, c'est quoi ?",
        "une inspection de l'école",
        "le médiateur de la commune est parti",
        "un portail de cimetière qui part en rouille",
        "les bénéfices de la fête",
        "on compare les devis",
        "le désamiantage de l'école",
        "Plus personne ne vient au marché",
    ],
)
def test_everyday_words_name_nothing(lexicon: Lexicon, text: str) -> None:
    assert lexicon.names.find_all(text) == []


def test_needs_as_people_say_them_name_hardly_anything(lexicon: Lexicon) -> None:
    """The examples of the catalogue name no service, a few acronyms apart."""
    solutions = load_valid(get_settings().data_dir / "catalogue").solutions.values()
    needs = [text for item in solutions for text in item.examples[::4]]
    assert len(needs) > 2_000
    assert len([text for text in needs if lexicon.names.find_all(text)]) < len(needs) / 500


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("messages c'est gratuit ?", "messages"),
        ("zlv c'est gratuit ?", "zero-logement-vacant"),
        ("la bal, on la publie où", "bases.adresses.locales"),
        ("on jette beaucoup trop dans ma cantine le vendredi midi", "ma-cantine-egalim"),
        ("administration +, qui y répond", "aplus"),
        ("a+ c'est gratuit ?", "aplus"),
    ],
)
def test_what_is_on_screen_is_recognised_with_less(lexicon: Lexicon, text: str, key: str) -> None:
    assert lexicon.names.find_all(text) == []
    assert lexicon.names.find_all(text, (key,)) == [key]


@pytest.mark.parametrize(
    "text", ["il y a un numéro à appeler ?", "il n'a plus rien", "l'administration ne répond plus, elle a fermé"]
)
def test_a_name_told_by_its_sign_is_no_word_even_on_screen(lexicon: Lexicon, text: str) -> None:
    assert lexicon.names.find_all(text, ("aplus",)) == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Bénéfriches ou Mutafriches ?", ["benefriches", "mutafriches"]),
        ("Mutafriches ou bénéfriches ?", ["mutafriches", "benefriches"]),
        ("Aides-territoires, et Grist aussi", ["aides-territoires", "grist.numerique.gouv.fr"]),
    ],
)
def test_several_names_come_in_the_order_of_mention(lexicon: Lexicon, text: str, keys: list[str]) -> None:
    assert lexicon.names.find_all(text) == keys


@pytest.mark.parametrize(
    ("text", "key"),
    [("La Suite territoriale", "suite.territoriale"), ("La Suite numérique", "suite-numerique"),
     ("Docs, la page", "docs"), ("Envergo", "envergo"),
     ("Guichet unique de la haie", "guichet-unique-de-la-haie-envergo-agricole")],
)  # fmt: skip
def test_a_name_within_another_is_not_taken_for_it(lexicon: Lexicon, text: str, key: str) -> None:
    assert lexicon.names.find_all(text) == [key]


def test_every_displayed_name_is_found_alone(lexicon: Lexicon) -> None:
    names = {key: item.names[0] for key, item in lexicon.known.items()}
    assert {key: name for key, name in names.items() if key not in lexicon.names.find_all(name)} == {}


def test_names_are_cut_or_masked() -> None:
    from bot.reading.naming import Known, Names

    names = Names({"zlv": Known(("Zéro logement vacant", "ZLV"), ("zlv.fr",))}, ["pour", "nous"])
    assert names.rest("zéro logement vacan pour nous, https://zlv.fr/a", ["zlv"]) == "pour nous,"
    assert names.masked("Zéro logement vacant pour nous", ["zlv"], "NOM") == "NOM pour nous"


def test_a_lexicon_is_read_as_it_was_written(lexicon: Lexicon) -> None:
    again = Lexicon.of(lexicon.as_json())
    assert (again.known, again.words, again.vocabulary, again.operators) == (
        lexicon.known, lexicon.words, lexicon.vocabulary, lexicon.operators,
    )  # fmt: skip
    assert (again.everyday, again.spoken) == (lexicon.everyday, lexicon.spoken)
    assert again.names.find("urbanvitalis") == "urbanvitaliz"
