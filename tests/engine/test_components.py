"""Our components: what corrects an intent, and what is seen of who, where and which solution."""

import pytest

from bot.engine.corrections import corrected
from bot.engine.solutions import about_named, names
from bot.engine.territoires import situation


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "expected"),
    [
        ("le toit de l'école fuit", "refuser", 0.2, "besoin"),
        ("le toit de l'école fuit", "refuser", 0.9, "refuser"),
        ("oui", "affirmer", 0.1, "affirmer"),
        ("🙂", "besoin", 0.9, "salutation"),
        ("?!", "insulte", 0.9, "salutation"),
        (" ".join(["mot"] * 20), "themes", 0.35, "besoin"),
    ],
)
def test_doubt_goes_to_the_need(text: str, intent: str, confidence: float, expected: str) -> None:
    assert corrected(text, intent, confidence) == expected


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("C'est quoi Agents en intervention ?", "besoin", "detailler"),
        ("Plus fraîche ma ville, qui est derrière ?", "identite", "question_solution"),
        ("pas Zéro logement vacant, on l'a déjà", "besoin", "affiner"),
        ("bon d'accord, et Alexi ça sert à quoi ?", "affirmer", "detailler"),
        ("Deveco", "autres_resultats", "autres_resultats"),
    ],
)
def test_a_message_about_a_named_solution(text: str, intent: str, expected: str) -> None:
    key = names().find(text)
    assert key is not None
    assert about_named(intent, text, key) == expected


@pytest.mark.parametrize("text", ["nos messages se perdent", "on manque de docs à jour", "le transport des élèves"])
def test_everyday_words_name_nothing(text: str) -> None:
    assert names().find(text) is None


def test_what_is_seen_of_the_situation() -> None:
    found = {
        item["entity"]: item["value"] for item in situation("je suis maire, 900 habitants, à Vierzon", asked=False)
    }
    assert found["role"] == "commune"
    assert found["population"] == 900
    assert found["territoire"]["code"] == "18279"


def test_homonyms_are_told_when_a_place_was_said_alone() -> None:
    asked = {item["entity"] for item in situation("Saint-Martin", asked=True)}
    assert "homonymes" in asked and "territoire" not in asked


def test_a_need_without_a_place_has_none() -> None:
    assert situation("la place du marché est à refaire", asked=False) == []
