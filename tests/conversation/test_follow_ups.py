"""What people write next: places, thanks, what to write, a door asked about again, an earlier need, a false alarm."""

from collections.abc import Mapping

import pytest
from decided_ranking import Ranking, Talk, kinds, said

from bot.catalogue.doors import doors
from bot.catalogue.schema import Solution
from bot.conversation.facts import where_to_ask
from bot.orientation import Match
from bot.reading.emergency_model import HEARD, Weighed
from bot.reading.state import AWAITS_RELAY, NOTHING

LISTED = ("zero-logement-vacant", "urbanvitaliz")
DOOR = "cimetiere-concessions"


@pytest.fixture
def after_door(talk: Talk, ranking: Ranking) -> Talk:
    """A conversation on a need that somebody else sees to."""
    ranking.answers["cimetière"] = Match("none", 0, (("deveco", 0.01),), door=DOOR)
    talk("besoin", "les concessions du cimetière")
    assert talk.state.need and talk.state.need.door == DOOR
    return talk


@pytest.mark.parametrize("act", ["question", "reproche", "hors_perimetre", "precision"])
def test_what_goes_on_behind_a_door_is_told_where_to_go(after_door: Talk, act: str) -> None:
    text = said(after_door(act, "et comment je reprends une tombe, vous savez"))
    assert str(doors()[DOOR].url) in text
    assert after_door.state.last.kind == NOTHING


def test_a_door_isnt_said_twice_in_the_same_words(after_door: Talk) -> None:
    told = [said(after_door("question", "et le cimetière alors, rien ?")) for _ in range(3)]
    assert len(set(told)) == 3


def test_another_need_leaves_the_door(after_door: Talk) -> None:
    after_door("besoin", "et sinon la cantine de l'école")
    assert after_door.state.shown == ("ma-cantine-egalim",)


def test_an_agent_isnt_sent_to_the_town_hall(after_door: Talk) -> None:
    assert "votre mairie" not in said(after_door("hors_perimetre", "la mairie c'est moi"))


def test_what_to_write_to_the_team(after_list: Talk, solutions: Mapping[str, Solution]) -> None:
    after_list("choix", "le 2")
    text = said(after_list("question", "et je mets quoi dans le mail ?"))
    assert where_to_ask(solutions["urbanvitaliz"]) in text and "Dites qui vous êtes" in text


@pytest.mark.parametrize("text", ["et la Guyane ?", "guyane. on y est ?"])
def test_an_area_said_beside_a_service_is_asked_about(after_list: Talk, text: str) -> None:
    after_list("choix", "le 2")
    assert "Guyane" in said(after_list("question", text))


def test_an_earlier_need_comes_back_with_its_service(after_list: Talk) -> None:
    after_list("besoin", "et la cantine de l'école")
    after_list("question", "je reviens à UrbanVitaliz, comment on commence ?")
    assert after_list.state.current == "urbanvitaliz" and after_list.state.shown == LISTED


def test_a_decision_that_thanks_isnt_a_question(after_list: Talk) -> None:
    assert after_list("suite", "ok je commence par UrbanVitaliz, merci").response == "utter_remerciement"


def test_the_hand_over_offered_is_taken_in_plain_words(talk: Talk) -> None:
    talk("besoin", "la piscine municipale")
    reply = talk("situation", "ok transmettez, nous sommes à Vierzon")
    assert "piscine" in said(reply) and talk.state.last.awaits == "relais_resume"


def test_a_correction_of_the_place_leaves_the_need_alone(talk: Talk) -> None:
    talk("besoin", "la piscine municipale")
    talk("humain", "je veux quelqu'un")
    text = said(talk("situation", "non, je suis dans la Creuse"))
    assert "piscine" in text and "Creuse" in text


class TestFalseAlarm:
    """What the second reading of emergencies hears, where there is no rule."""

    @staticmethod
    def _heard(monkeypatch: pytest.MonkeyPatch, talk: Talk, probability: float) -> None:
        monkeypatch.setattr(
            talk.desk.urgent._model, "weigh", lambda texts, vectors: [Weighed(probability, "sans-abri")]
        )

    def test_it_comes_first(self, monkeypatch: pytest.MonkeyPatch, talk: Talk) -> None:
        self._heard(monkeypatch, talk, HEARD)
        assert "115" in said(talk("besoin", "la piscine municipale"))

    def test_a_likely_need_comes_before(self, monkeypatch: pytest.MonkeyPatch, talk: Talk) -> None:
        self._heard(monkeypatch, talk, 0.59)
        assert "solutions" in kinds(talk("besoin", "trop de logements vides"))

    def test_it_takes_more_once_a_need_is_talked_of(self, monkeypatch: pytest.MonkeyPatch, after_list: Talk) -> None:
        self._heard(monkeypatch, after_list, 0.59)
        assert "115" not in said(after_list("besoin", "la piscine municipale"))

    def test_nobody_is_in_danger(self, monkeypatch: pytest.MonkeyPatch, talk: Talk) -> None:
        self._heard(monkeypatch, talk, 0.99)
        assert "115" not in said(talk("besoin", "personne n'est en danger, la piscine municipale"))


class TestAfterAnAlert:
    """What follows the advice for an emergency."""

    ATTACK = "cyberattaque en cours, tous nos fichiers sont chiffrés"

    @pytest.fixture(autouse=True)
    def _everything_is_heard(self, monkeypatch: pytest.MonkeyPatch, talk: Talk) -> None:
        monkeypatch.setattr(talk.desk.urgent._model, "weigh", lambda texts, vectors: [Weighed(0.99, "cyberattaque")])
        monkeypatch.setattr(talk.desk.urgent._lists, "match", lambda state, text="": Match("none", 0, ()))
        talk("besoin", self.ATTACK)
        assert talk.state.alerts == ("cyberattaque",)

    @pytest.mark.parametrize(
        "text",
        [
            "non y a pas d'attaque en cours, c'était la semaine dernière",
            "rassurez-vous c'était un exercice",
            "mais non personne n'est en danger",
            "c'est fini, les gendarmes sont venus, qui peut nous aider maintenant",
            "je voulais juste savoir qui appeler si ça arrive",
        ],
    )
    def test_a_denial_never_sets_it_off_again(self, talk: Talk, text: str) -> None:
        assert "débranchez" not in said(talk("precision", text)) and "17cyber" not in said(talk("precision", text))

    def test_whoever_asks_again_is_told_whom_to_call_and_no_more(self, talk: Talk) -> None:
        text = said(talk("humain", "un numéro de téléphone ??"))
        assert "17cyber" in text and "débranchez" not in text

    def test_it_isnt_shown_twice_for_what_no_rule_hears(self, talk: Talk) -> None:
        assert "débranchez" not in said(talk("precision", "on est une petite mairie"))

    def test_a_danger_plainly_said_is_heard_again(self, talk: Talk) -> None:
        assert "débranchez" in said(talk("precision", "ils viennent de chiffrer les sauvegardes, rançon demandée"))

    def test_another_danger_is_heard_through_a_denial(self, monkeypatch: pytest.MonkeyPatch, talk: Talk) -> None:
        monkeypatch.setattr(talk.desk.urgent._model, "weigh", lambda texts, vectors: [Weighed(0.99, "incendie")])
        assert "18" in said(talk("precision", "mais non pas d'attaque, ya le feu à l'école !"))


def test_what_was_set_aside_is_not_begun_with(talk: Talk) -> None:
    talk("besoin", "la cantine de l'école")
    talk("autres", "non pas celui-là, autre chose")
    reply = talk("suite", "ok et maintenant je fais quoi ?")
    assert "ma cantine" not in said(reply) and "écarté" in said(reply)
    assert talk.state.last.awaits == AWAITS_RELAY
    assert "personne" in said(reply) and "@" not in said(reply)  # where to write was just said
