"""What a message rejects, announces and asks for; the noun group said back; the language."""

import pytest

from bot.reading.groups import group
from bot.reading.language import language_of
from bot.reading.lexicon import Lexicon
from bot.reading.spans import parts, rejected, without_announcement, without_rejected


@pytest.mark.parametrize(
    ("text", "span", "rest"),
    [
        ("je veux pas d'antenne, je veux du wifi", "je veux pas d'antenne", "je veux du wifi"),
        ("Je ne veux plus de pylône mais la fibre", "Je ne veux plus de pylône", "mais la fibre"),
        ("laissez tomber l'usine, parlons du marché", "laissez tomber l'usine", "parlons du marché"),
        ("oubliez la cantine, je cherche pour les déchets", "oubliez la cantine", "je cherche pour les déchets"),
        ("ce n'est pas la cantine mais la garderie", "ce n'est pas la cantine", "mais la garderie"),
        ("on parle pas de subvention, juste de plans", "on parle pas de subvention", "juste de plans"),
        ("rien à voir avec les friches, il s'agit de l'eau", "rien à voir avec les friches", "il s'agit de l'eau"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("offered", [True, False])
def test_what_is_rejected_is_cut(text: str, span: str, rest: str, offered: bool) -> None:
    assert rejected(text, offered) == [span]
    assert without_rejected(text, offered) == rest


@pytest.mark.parametrize(
    ("text", "span", "rest"),
    [
        ("pas internet !!", "pas internet", "pas internet !!"),
        ("pas internet !! le téléphone", "pas internet", "le téléphone"),
        ("pas d'antenne, une cabine", "pas d'antenne", "une cabine"),
    ],
)
def test_a_bare_no_rejects_only_where_something_was_shown(text: str, span: str, rest: str) -> None:
    assert rejected(text, True) == [span]
    assert without_rejected(text, True) == rest
    assert rejected(text, False) == []
    assert without_rejected(text, False) == text


@pytest.mark.parametrize("text", ["je veux pas d'antenne", "laissez tomber l'usine", "c'est pas internet"])
def test_a_message_that_only_rejects_stays_whole(text: str) -> None:
    assert rejected(text, True) == [text]
    assert without_rejected(text, True) == text


@pytest.mark.parametrize(
    "text",
    [
        "nous n'avons pas de réseau dans le bourg",
        "il n'y a pas de médecin",
        "on cherche plus de bénévoles pour la forêt, on est deux",
        "on veut plus d'arbres",
        "n'oubliez pas la cantine",
        "c'est pas normal que l'eau soit marron, on a des plaintes",
        "notre gymnase est vieux, c'est pas chauffé",
        "nous avons des logements vides",
    ],
)
def test_a_need_told_by_what_is_missing_is_no_rejection(text: str) -> None:
    assert rejected(text, True) == []
    assert without_rejected(text, True) == text


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("non pardon, je parlais de l'eau", "l'eau"),
        ("rien à voir : nos cours d'école sont en bitume", "nos cours d'école sont en bitume"),
        ("autre sujet : le cimetière", "le cimetière"),
        ("j'ai une autre question : la fibre", "la fibre"),
        ("changeons de sujet, les punaises de lit", "les punaises de lit"),
        ("Je me suis mal exprimée, c'est la fibre", "c'est la fibre"),
        ("et sinon, la voirie", "la voirie"),
        ("bon sérieusement, nos archives débordent", "nos archives débordent"),
        ("je repars à zéro : la piscine", "la piscine"),
        ("changeons de sujet", ""),
        ("oui", ""),
    ],
)
def test_an_announcement_is_cut(text: str, need: str) -> None:
    assert without_announcement(text) == need


@pytest.mark.parametrize(
    "text",
    ["nous avons des logements vides", "rien à voir avec les friches", "ouistitis dans le parc",
     "bonne école à classer", "nonante communes", "sinondation"],
)  # fmt: skip
def test_what_announces_nothing_is_kept(text: str) -> None:
    assert without_announcement(text) == text


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("1) la cantine est trop chère 2) le cimetière est plein",
         ("la cantine est trop chère", "le cimetière est plein")),
        ("bonjour, deux soucis : la toiture de l'école fuit et le cimetière est plein",
         ("la toiture de l'école fuit", "le cimetière est plein")),
        ("les logements vides du bourg, et aussi la voirie à refaire",
         ("les logements vides du bourg", "la voirie à refaire")),
        ("premièrement la cantine bio, deuxièmement les déchets verts", ("la cantine bio", "les déchets verts")),
        ("1. archives papier trop pleines 2. boîtes mail piratées 3. toiture école",
         ("archives papier trop pleines", "boîtes mail piratées", "toiture école")),
        ("Logements vides du bourg. Par ailleurs, le réseau mobile coupe",
         ("Logements vides du bourg", "le réseau mobile coupe")),
        ("il y a 2 soucis : l'eau est marron ; le pont s'effondre", ("l'eau est marron", "le pont s'effondre")),
    ],
)  # fmt: skip
def test_several_needs_are_told_apart(text: str, needs: tuple[str, ...]) -> None:
    assert parts(text) == needs


@pytest.mark.parametrize(
    "text",
    ["le toit et la porte de l'école", "deux écoles et trois gymnases à rénover", "on a deux choses à voir",
     "rendez-vous à 14h. et aussi", "la version 2. de notre site", "nous avons des logements vides", ""],
)  # fmt: skip
def test_one_need_stays_one(text: str) -> None:
    assert parts(text) == (text,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nos boîtes mail sont piratées", "vos boîtes mail"),
        ("notre cantine scolaire gaspille trop", "votre cantine scolaire"),
        ("on ne sait pas quoi faire des logements vacants", "vos logements vacants"),
        ("je suis secrétaire de mairie et l'eau potable est marron", "l’eau potable"),
        ("la toiture de l'école fuit", "la toiture de l’école"),
        ("mon site internet", "votre site internet"),
    ],
)
def test_a_need_is_said_back_to_its_author(lexicon: Lexicon, text: str, said: str) -> None:
    about = frozenset().union(*lexicon.vocabulary.values())
    assert group(text, about, dict(lexicon.weights)) == said


@pytest.mark.parametrize("text", ["bonjour", "j'ai un problème", "je suis secrétaire de mairie", "", "🏚️", "2 500"])
def test_what_names_no_need_is_not_said_back(lexicon: Lexicon, text: str) -> None:
    assert group(text, frozenset().union(*lexicon.vocabulary.values())) is None


def test_a_group_is_about_what_the_services_answer() -> None:
    assert group("nos boîtes mail sont piratées", {"cantin"}) is None
    assert group("la cantine et nos boîtes mail", {"mail"}) == "vos boîtes mail"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("do you speak english?", "en"),
        ("sorry i don't understand french", "en"),
        ("we need to map the vacant houses of the town", "en"),
        ("The village needs internet", "en"),
        ("help", "fr"),
        ("hello, on a un souci de fibre", "fr"),
        ("bonjour, notre site web est down", "fr"),
        ("le smart city on the bus", "fr"),
        ("", "fr"),
        ("!!!", "fr"),
    ],
)
def test_the_language(text: str, language: str) -> None:
    assert language_of(text) == language
