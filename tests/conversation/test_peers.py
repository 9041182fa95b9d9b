"""Others who met the same need: only what files and forum tell, those like the person first, silence otherwise."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from decided_ranking import Answers, MakeDesk, Ranking, Talk, Told

from bot.connectors.discourse import ForumSettings, Index, Topic
from bot.conversation import Desk, Reading, Reply, State
from bot.conversation.forum import MOST, Search
from bot.conversation.similar import areas, kinship, partners
from bot.reading.state import LIST, Last, Need

LABELLED = yaml.safe_load((Path(__file__).parent / "forum_topics.yml").read_text(encoding="utf-8"))
TOPICS = [Topic(number, f"sujet-{number}", title, "", "") for number, title in enumerate(LABELLED["topics"])]
VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}
HYERES = {"kind": "commune", "code": "83069", "name": "Hyères"}


class Read(Index):
    """An index that holds these topics and reads nothing."""

    def __init__(self, tmp_path: Path, *, down: bool = False) -> None:
        super().__init__(ForumSettings("https://forum.example", 60.0, "", tmp_path / "topics.json"))
        self._read, self._down = (time.time(), tuple(TOPICS)), down


@pytest.fixture
def forum(tmp_path: Path) -> Read:
    return Read(tmp_path)


@pytest.fixture
def meeting(make_desk: MakeDesk, forum: Read) -> Desk:
    """A desk whose forum has topics."""
    return make_desk(forum)


def served(desk: Desk, text: str, state: State | None = None) -> Reply:
    reading = Reading("besoin", 1.0, need=text, parts=(text,))
    return desk.serve(state or State(), text, reading)


def said(desk: Desk, text: str, state: State | None = None) -> list[str]:
    return [message.text for message in served(desk, text, state).messages]


def of(need: str, *shown: str, **known: Any) -> State:
    """A conversation on a need whose list is on screen."""
    return State((Need(need, shown=shown),), last=Last(LIST, shown), **known)


# The forum.


def test_topics_are_shown_only_when_they_are_about_the_need() -> None:
    search = Search(TOPICS)
    right = missed = 0
    for need, expected in LABELLED["needs"]:
        found = {topic.id for topic in search.near(need)}
        assert found <= set(expected), need
        right, missed = right + len(found), missed + len(set(expected) - found)
    assert right / (right + missed) >= 0.8


def test_two_at_most_and_a_forum_of_nothing_is_silent() -> None:
    alike = [Topic(number, "-", f"Recenser les logements vacants, épisode {number}", "", "") for number in range(5)]
    assert len(Search([*TOPICS[2:], *alike]).near("recenser les logements vacants")) == MOST
    assert Search([]).near("recenser les logements vacants") == []


def test_topics_follow_a_list(meeting: Desk) -> None:
    listed, after = said(meeting, "recenser les logements vacants du bourg")
    assert "Zéro logement vacant" in listed
    assert "Recenser les logements vacants du centre-bourg : https://forum.example/t/sujet-0/0" in after
    assert len(said(meeting, "vérifier les adresses des abonnés")) == 1


def test_topics_follow_nothing_and_the_way_opens_the_editor(meeting: Desk) -> None:
    reply = served(meeting, "lutter contre les dépôts sauvages")
    payload, after = reply.messages[0].payload, reply.messages[1].text
    assert payload is not None and payload["type"] == "none"
    assert "https://forum.example/t/sujet-9/9" in after
    way = next(way for way in payload["ways_on"] if way["kind"] == "forum")
    assert way["url"].startswith("https://forum.example/new-topic?title=") and way["url"] in payload["text"]


def test_a_message_is_made_ready_for_the_person_to_post(meeting: Desk) -> None:
    state = served(meeting, "recenser les logements vacants", State(territoire=VIERZON)).state
    text = meeting.forum(state).messages[0].text
    link = next(line for line in text.splitlines() if "/new-topic?" in line)
    filled: Any = parse_qs(urlsplit(link).query)
    assert "recenser les logements vacants" in filled["title"][0]
    assert "recenser les logements vacants" in filled["body"][0] and "Vierzon" in filled["body"][0]
    assert set(filled) == {"title", "body"}


def test_a_long_need_makes_a_link_that_holds(meeting: Desk) -> None:
    link = meeting.peers.new_topic(of("é" * 4000))
    assert link is not None and len(link) < 6000


def test_a_forum_that_is_down_is_not_spoken_of(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(Read(tmp_path, down=True))
    assert len(said(desk, "recenser les logements vacants du bourg")) == 1
    payload = served(desk, "lutter contre les dépôts sauvages").messages[-1].payload
    assert payload is not None and "forum" not in [way["kind"] for way in payload["ways_on"]]
    assert "forum" not in payload["text"]
    assert desk.forum(of("lutter contre les dépôts sauvages")).response == "utter_forum"


def test_the_address_follows_what_is_known_when_no_link_opens_the_forum(desk: Desk, meeting: Desk) -> None:
    state = of("des logements vides", "urbanvitaliz")
    reply = desk.forum(state)
    assert "525 projets" in reply.messages[0].text and reply.response == "utter_forum"
    assert meeting.forum(state).response is None


def test_without_a_need_the_address_is_given(meeting: Desk, desk: Desk) -> None:
    assert meeting.forum(State()).response == "utter_forum"
    assert desk.forum(of("un besoin")).response == "utter_forum"


# Similar collectivities.


@pytest.mark.parametrize(
    ("named", "expected"),
    [("Draguignan, puis Bastia, Saint-Lary-Soulan et Vallauris-Golfe-Juan", ["83050", "2B033", "65388"]),
     ("Département du Var (unité territoriale de solidarité de La Seyne)", ["83"]), ("Région Bretagne", ["53"]),
     ("Cinq collectivités partenaires, non nommées", []), ("CCTOVAL", [])],
)  # fmt: skip
def test_partners_are_found_in_the_gazetteer(named: str, expected: list[str]) -> None:
    assert [place.code for place in partners(named)] == expected


def test_areas_of_a_sentence_are_found() -> None:
    usage = "Une centaine de collectivités dans sept départements, dont près de 30 communes de l'Hérault."
    assert [place.code for place in areas(usage)] == ["34"]
    assert areas("Plus de 2 600 communes ont recensé plus de 21 000 objets.") == ()


def test_like_means_the_same_region_or_a_like_size() -> None:
    draguignan = partners("Draguignan")
    assert kinship(State(territoire=HYERES), draguignan) == "region"
    assert kinship(State(territoire=VIERZON), draguignan) == "taille"
    assert kinship(State(population=900), draguignan) is None
    assert kinship(State(population=30_000), draguignan) == "taille"
    assert kinship(State(), draguignan) is None
    assert kinship(State(territoire=VIERZON), partners("Département du Var")) is None


def test_those_like_the_person_come_first(desk: Desk, ranking: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "experiences", lambda need: ["anct-pni-1"])  # with Draguignan
    state = of("des logements vides", "urbanvitaliz")
    plain = desk.peers.who(state)
    assert plain is not None and "525 projets" in plain and "Draguignan a étudié" in plain
    assert plain.index("525 projets") < plain.index("Draguignan") and "région" not in plain
    near = desk.peers.who(state.change(territoire=HYERES))
    assert near is not None and near.index("Draguignan (dans votre région)") < near.index("525 projets")
    far = desk.peers.who(state.change(population=300.0))
    assert far is not None and "pas qui soit sûrement dans votre région" in far


def test_what_the_files_do_not_tell_is_not_told(desk: Desk) -> None:
    assert desk.peers.who(of("des logements vides", "zero-logement-vacant")) is None


@pytest.mark.parametrize("text", ["qui l'a déjà fait ?", "d'autres communes comme nous ?", "qui l'utilise déjà"])
def test_who_did_it_already_is_asked_after_a_list(after_list: Talk, answers: Answers, text: str) -> None:
    answers.told["fait"] = Told("users", ("usage",))
    assert "525 projets" in after_list("pairs", text).messages[0].text


@pytest.mark.parametrize("shown", [("zero-logement-vacant",), ()])
def test_a_study_answers_where_the_one_file_listed_is_silent(
    talk: Talk, ranking: Ranking, monkeypatch: pytest.MonkeyPatch, shown: tuple[str, ...]
) -> None:
    monkeypatch.setattr(ranking, "experiences", lambda need: ["anct-pni-1"])
    talk.state = of("des logements vides", *shown)
    assert "Draguignan a étudié" in talk("pairs", "d'autres communes ont eu le même souci ?").messages[0].text


def test_a_study_of_the_same_region_is_said_so_in_the_list(
    desk: Desk, ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "experiences", lambda need: ["auto-partage"])
    assert "avec Mouans-Sartoux (dans votre région)." in said(desk, "logements vides", State(territoire=HYERES))[0]
    assert "avec Mouans-Sartoux." in said(desk, "logements vides")[0]


def test_a_study_that_taught_nothing_isnt_shown_beside_a_list(
    desk: Desk, ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "experiences", lambda need: ["anct-pni-1"])
    assert "Draguignan" not in said(desk, "logements vides")[0]


def test_users_near_the_person_follow_the_list(desk: Desk, ranking: Ranking) -> None:
    ranking.answers["urbanisme"] = ranking.answers["logements"].__class__("answer", 1, (("lucca", 0.9),))
    montpellier = {"kind": "commune", "code": "34172", "name": "Montpellier"}
    listed = said(desk, "contrôler l'urbanisme", State(territoire=montpellier))
    assert len(listed) == 2 and "Hérault" in listed[1] and "(dans votre région)" in listed[1]
    assert len(said(desk, "contrôler l'urbanisme", State(territoire=VIERZON))) == 1


def test_an_area_is_where_somebody_is_not_who_they_are() -> None:
    reunion = {"kind": "departement", "code": "974", "name": "La Réunion"}
    herault = areas("près de 30 communes de l'Hérault")
    assert herault and kinship(State(territoire=reunion, role="commune"), herault) is None
    assert kinship(State(territoire=reunion), herault) is None
    assert kinship(State(territoire=reunion, role="departement"), herault) == "taille"
