"""The second reading of emergencies: what it learns from, and what it changes to the rules' word."""

import json

import numpy as np
import pytest

from bot.reading.emergencies import emergencies, emergency_said
from bot.reading.emergency_model import DOUBTED, HEARD, ORDINARY, EmergencyModel, Weighed, decided, trained
from bot.reading.emergency_training import examples, learnt
from bot.reading.read import embedded
from bot.sentences.embedding import DIMENSIONS, Embedder
from bot.settings import get_settings

FIRE, NOTHING = "ya le feu à l'école", "comment inscrire mon fils à la cantine"
KINDS = {item.kind for item in emergencies()}


def sentences() -> list[tuple[str, str]]:
    return examples(get_settings().data_dir / "emergencies")


class TestSentences:
    def test_each_kind_has_emergencies_and_ordinary_messages(self) -> None:
        said = sentences()
        assert {kind for _, kind in said} == {*KINDS, ORDINARY}
        assert min(sum(kind == name for _, kind in said) for name in KINDS) >= 100
        assert sum(kind == ORDINARY for _, kind in said) >= 900

    def test_none_is_written_twice_nor_with_a_space_around(self) -> None:
        texts = [text for text, _ in sentences()]
        assert sorted(texts) == sorted(set(texts)) and all(text == text.strip() for text in texts)

    def test_none_is_a_message_that_measures(self) -> None:
        lines = (get_settings().data_dir / "evaluation" / "emergencies.jsonl").read_text("utf-8").splitlines()
        measured = {json.loads(line)["text"] for line in lines}
        assert not measured & {text for text, _ in sentences()}

    def test_an_emergency_is_never_learnt_as_ordinary(self) -> None:
        said = dict(learnt(get_settings()))
        assert all(said[text] == kind for text, kind in sentences())


class TestDecision:
    @pytest.mark.parametrize(
        ("text", "probability", "kind"),
        [
            (FIRE, DOUBTED, "incendie"),
            (FIRE, DOUBTED - 0.01, None),
            (NOTHING, HEARD, "accident"),
            (NOTHING, HEARD - 0.01, None),
        ],
    )
    def test_the_rules_word_needs_less_than_none(self, text: str, probability: float, kind: str | None) -> None:
        told = decided(text, Weighed(probability, "accident"))
        assert (told.kind if told else None) == kind

    def test_it_learns_a_kind(self) -> None:
        texts = [FIRE, NOTHING, "l'eau monte dans la rue"] * 10
        vectors = np.eye(DIMENSIONS, dtype=np.float32)[[0, 1, 2] * 10]
        model = EmergencyModel().fit(texts, ["incendie", ORDINARY, "inondation"] * 10, vectors)
        weighed = model.weigh(texts[:2], vectors[:2])
        assert weighed[0].probability > 0.5 > weighed[1].probability
        assert weighed[0].kind == "incendie"


HEARD_WITHOUT_A_SIGN = [
    ("accident", "ma collègue a les lèvres violettes et on n'arrive pas à la réveiller"),
    ("cyberattaque", "notre serveur affiche un message étrange et réclame de l'argent"),
]


ORDINARY_ONES = [
    "Après la cyberattaque de l'an dernier, on veut se protéger",
    "y a le feu au budget, où couper ?",
    "on est noyés sous les demandes de passeport",
    "quelle aide pour rénover la salle des fêtes",
    "une famille avec deux enfants sera expulsée jeudi de la semaine prochaine, comment l'accompagner",
    "non y a pas d'attaque en cours, c'était la semaine dernière",
]


@pytest.mark.parametrize("text", ORDINARY_ONES)
def test_what_only_speaks_of_it_is_left_alone(text: str) -> None:
    assert decided(text, trained().weigh([text], Embedder().queries([embedded(text)]))[0]) is None


def test_an_eviction_of_the_day_is_one() -> None:
    text = "on me met dehors ce soir avec mes gosses, le proprio a repris les clés"
    told = decided(text, trained().weigh([text], Embedder().queries([embedded(text)]))[0])
    assert told is not None and told.kind == "sans-abri" and "115" in told.advice


@pytest.mark.parametrize(("kind", "text"), HEARD_WITHOUT_A_SIGN)
def test_what_no_rule_hears_is_heard(kind: str, text: str) -> None:
    assert emergency_said(text) is None
    told = decided(text, trained().weigh([text], Embedder().queries([embedded(text)]))[0])
    assert told is not None and told.kind == kind
