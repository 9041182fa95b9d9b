"""What may be clicked instead of typed: on cards, under a list or an answer, themes, a request's summary."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from decided_ranking import Ranking, Talk, answer, kinds, said
from test_payloads import checked

from bot.catalogue.files import theme_groups, themes
from bot.catalogue.schema import NOT_USABLE, Solution
from bot.conversation import Reply, State, sheets
from bot.conversation.facts import cost_known
from bot.conversation.following import MOST_NEXT
from bot.folders import ROOT
from bot.reading import state as of
from bot.reading.state import Last, Need
from bot.settings import Settings, get_settings

ASKED = re.compile(r'/question\{"solution": "([^"]+)", "choix": "([^"]+)"\}')


def offered(reply: Reply) -> list[str]:
    """Titles of what the last message offers."""
    return [str(button["title"]) for button in reply.messages[-1].buttons]


def click(talk: Talk, payload: str) -> Reply:
    """Take a question on a service that was offered, as the engine hands it over."""
    found = ASKED.fullmatch(payload)
    assert found, payload
    reply = talk.desk.pick(talk.state, lambda state: talk.desk.following.question(state, found[1], found[2]))
    talk.state = reply.state
    return reply


# Cards.


def test_a_card_leads_to_the_site_first_then_to_what_its_file_knows(talk: Talk, ranking: Ranking) -> None:
    for key, item in ranking.solutions.items():
        if item.status in NOT_USABLE:
            continue
        ranking.answers["panneau"] = answer(key)
        (card,) = checked(talk("besoin", "un panneau"))["solutions"]
        expected = ["Voir le site", "En savoir plus"]
        expected += ["Comment commencer"] if item.getting_started else []
        expected += ["Combien ça coûte"] if cost_known(item) else []
        assert [action["title"] for action in card["actions"]] == expected
        assert card["actions"][0]["url"] == item.url
        for action in card["actions"]:
            # The name that is read aloud says the one that is seen.
            assert action["label"].startswith(action["title"]) and item.name in action["label"]


def test_a_card_s_question_is_answered_from_its_file(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["panneau"] = answer("archifiltre")
    (card,) = checked(talk("besoin", "un panneau"))["solutions"]
    item = ranking.solutions["archifiltre"]
    cost = next(action for action in card["actions"] if action["title"] == "Combien ça coûte")
    reply = click(talk, cost["payload"])
    assert "gratuit" in said(reply) and talk.state.current == item.id
    assert talk.state.shown == (item.id,)  # the list stays what numbers speak of


def test_a_list_is_followed_by_other_services_and_people(talk: Talk) -> None:
    found = checked(talk("besoin", "logements"))
    assert [(one["position"], one["title"]) for one in found["next"]] == [
        (3, "Autres pistes"),
        (4, "Parler à quelqu’un"),
    ]
    assert found["text"].endswith("\n3. Autres pistes\n4. Parler à quelqu’un")


def test_numbers_mean_one_thing_in_a_turn_with_two_lists(talk: Talk) -> None:
    from dataclasses import replace

    from bot.conversation.reply import Turn
    from bot.reading.reading import Reading

    reading = replace(Reading("besoin", 1.0), parts=("trop de logements vides", "la cantine bio"), need="deux sujets")
    reply = talk.desk.orienting.need(Turn(talk.state, "trop de logements vides et la cantine bio", reading))
    lists = [message.payload for message in reply.messages if message.payload]
    assert [found["type"] for found in lists] == ["solutions", "solutions"]
    numbers = [one["position"] for found in lists for key in ("solutions", "next") for one in found[key]]
    assert numbers == list(range(1, len(numbers) + 1)) and lists[0]["next"] == []


# One service in full.


def test_details_begin_with_whom_it_is_for_and_how_to_begin(talk: Talk, solutions: Mapping[str, Solution]) -> None:
    found = checked(talk.open("urbanvitaliz"))
    item = solutions["urbanvitaliz"]
    assert [section["title"] for section in found["sections"]][:2] == ["Pour qui", "Pour commencer"]
    limits = next(section for section in found["sections"] if section["key"] == "limits")
    assert (limits["title"], limits["items"]) == ("Ce que ça ne fait pas", list(item.limits))
    assert found["checked"]["label"] == "Fiche vérifiée le 20 août 2026."
    assert [action["title"] for action in found["actions"]] == ["Voir le site"]
    assert found["next"] == []  # offered by the desk, below


def test_details_say_whether_it_is_for_the_person(talk: Talk) -> None:
    talk.state = talk.state.change(role="habitant")
    found = checked(talk.open("urbanvitaliz"))
    assert "vérifiez auprès de l’équipe" in found["sections"][0]["items"][0]


def reported(settings: Settings, item: Solution) -> tuple[str, dict[str, list[str]]]:
    """Mailbox and fields of the link that tells a mistake."""
    address = urlsplit(sheets.detail(item, settings)["report"]["url"])
    assert address.scheme == "mailto"
    return address.path, parse_qs(address.query, strict_parsing=True)


@pytest.mark.parametrize(
    ("asked", "copy"),
    [
        ("", None),
        ("urbanvitaliz", "friches@beta.gouv.fr"),
        ("domifa, urbanvitaliz=fiches@exemple.fr", "fiches@exemple.fr"),
    ],
)
def test_a_mistake_is_told_to_the_team_and_to_the_operator_that_asked(
    solutions: Mapping[str, Solution], asked: str, copy: str | None
) -> None:
    settings = get_settings().copy(update={"report_copy": asked})
    to, fields = reported(settings, solutions["urbanvitaliz"])
    assert to == settings.contact_email
    assert fields.get("cc") == ([copy] if copy else None)
    assert "UrbanVitaliz" in fields["subject"][0] and "https://beta.gouv.fr" in fields["body"][0]


def test_without_any_contact_no_mistake_can_be_told(solutions: Mapping[str, Solution]) -> None:
    nobody = get_settings().copy(update={"contact_email": "", "contact_url": ""})
    found = sheets.detail(solutions["urbanvitaliz"], nobody)
    assert found["report"] is None and "Une erreur ?" not in found["text"]
    page = nobody.copy(update={"contact_url": "https://exemple.fr/contact"})
    assert sheets.detail(solutions["urbanvitaliz"], page)["report"]["url"] == "https://exemple.fr/contact"


@pytest.mark.parametrize("value", ["un deux", "a=b", "a=b@c&cc=d@e.fr", "=x@y.fr"])
def test_a_wrong_copy_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="report_copy"):
        Settings(report_copy=value)


# What may be asked next.


def test_details_are_followed_by_questions_that_the_file_answers(after_list: Talk) -> None:
    found = checked(after_list("choix", "le 2"))
    assert 0 < len(found["next"]) <= MOST_NEXT
    assert found["text"].endswith("\n".join(f"{one['position']}. {one['title']}" for one in found["next"]))
    titles = [one["title"] for one in found["next"]]
    assert "Est-ce pour nous ?" in titles
    assert not {"Comment commencer ?", "Combien ça coûte ?", "Qui l’utilise déjà ?"} & set(
        titles
    )  # it has just said so


def walk(talk: Talk) -> Iterator[tuple[str, Reply]]:
    """Take each first question offered, until none is."""
    while talk.replies[-1].messages[-1].buttons:
        button: Mapping[str, Any] = talk.replies[-1].messages[-1].buttons[0]
        talk.replies.append(click(talk, button["payload"]))
        yield button["title"], talk.replies[-1]


@pytest.mark.parametrize(
    "key", ["urbanvitaliz", "ma-cantine-egalim", "archifiltre", "zero-logement-vacant", "aidantsconnect"]
)
def test_every_question_offered_is_answered_once(talk: Talk, ranking: Ranking, key: str) -> None:
    ranking.answers["panneau"] = answer(key)
    talk("besoin", "un panneau")
    talk.replies.append(talk("choix", "le 1"))
    told = []
    for title, reply in walk(talk):
        assert said(reply) and "ne le dit pas" not in said(reply) and "ne donne pas" not in said(reply), title
        assert talk.state.last.shown == (key,)
        told.append(title)
        assert len(told) < 40
    assert len(told) == len(set(told)) >= 5


def test_an_answer_to_a_typed_question_is_followed_too(after_list: Talk) -> None:
    after_list("choix", "le 2")
    reply = after_list("question", "qui est-ce qui porte ce service ?")
    found = checked(reply)
    assert found["type"] == "answer" and found["next"] == [
        {key: button[key] for key in ("title", "payload", "position")} for button in reply.messages[-1].buttons
    ]
    assert "Qui est derrière ce service ?" not in offered(reply)


def test_an_answer_on_several_services_offers_nothing(after_list: Talk) -> None:
    reply = after_list("question", "combien ça coûte ?")
    assert len(after_list.state.last.shown) == 2 and not reply.messages[-1].buttons


def test_how_to_begin_offers_the_others_of_the_list(after_list: Talk, solutions: Mapping[str, Solution]) -> None:
    reply = after_list("suite", "et maintenant ?")
    assert offered(reply) == [f"Commencer avec {solutions['urbanvitaliz'].name}"]
    assert solutions["urbanvitaliz"].getting_started in said(
        click(after_list, reply.messages[-1].buttons[0]["payload"])
    )


@pytest.mark.parametrize("topic", ["q:99", "inconnu"])
def test_a_question_that_the_file_lost_shows_the_service(talk: Talk, topic: str) -> None:
    assert kinds(talk.desk.following.question(State(), "urbanvitaliz", topic)) == ["detail"]


def test_a_service_that_the_catalogue_lost_is_asked_for_again(talk: Talk) -> None:
    assert said(talk.desk.following.question(State(), "disparu", "cost"))


def test_what_was_answered_is_kept_with_the_conversation() -> None:
    state = State(last=Last(of.ANSWER, ("domifa",), asked=("cost", "q:1")))
    assert State.of(state.memory()).last.asked == ("cost", "q:1")


# Themes and the summary of a request.


def test_every_theme_is_in_one_group() -> None:
    grouped = [key for keys in theme_groups().values() for key in keys]
    assert sorted(grouped) == sorted(themes())


def test_themes_are_grouped_counted_and_said_once(talk: Talk) -> None:
    reply = talk("themes", "quels thèmes ?")
    found = checked(reply)
    choices = [choice for group in found["groups"] for choice in group["choices"]]
    assert len(reply.messages) == 1 and len(found["groups"]) == len(theme_groups())
    assert [choice["position"] for choice in choices] == list(range(1, len(choices) + 1))
    for choice in choices:
        assert found["text"].count(f"{choice['position']}. {choice['title']} ({choice['count']})") == 1


def test_the_other_services_of_a_theme_are_choices(talk: Talk, solutions: Mapping[str, Solution]) -> None:
    found = checked(talk.desk.theme(State(), "eau"))
    assert [item["position"] for item in found["solutions"]] == [1, 2, 3]
    names = [one["title"] for one in found["next"]][:-2]
    assert names and set(names) <= {item.name for item in solutions.values()}
    assert [one["title"] for one in found["next"]][-2:] == ["Voir les thèmes", "Parler à quelqu’un"]
    assert found["next"][0]["position"] == 4


def test_a_request_s_summary_is_a_list(after_list: Talk) -> None:
    after_list.state = after_list.state.change(role="commune")
    found = checked(after_list("humain", "je veux parler à quelqu'un"))
    assert [(item["key"], item["title"]) for item in found["items"]][:2] == [
        ("need", "Besoin"),
        ("role", "Qui demande"),
    ]
    for item in found["items"]:
        assert f"- {item['title']} : {item['value']}" in found["text"]
    assert found["text"].endswith("1. C’est bon\n2. Corriger\n3. Non merci")


# Nothing tells people to type what a button does.

_COMMAND = re.compile(
    r"\b(?:dites|dire|tapez|donnez-moi)\b[^.?!]{0,30}"
    r"(?:«\s*(?:le 1|autre chose|quelqu|parler|la suite|forum|non merci)|un nom|(?:le |son )?numéro(?! de votre))",
    re.IGNORECASE,
)


def _sentences(node: Any) -> Iterator[str]:
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, (dict, list)):
            yield from _sentences(value)
        else:
            yield str(value)


def test_no_sentence_names_a_command() -> None:
    files = [ROOT / "bot" / "conversation" / "textes.yml", *(ROOT / "data" / "dialogue").rglob("responses.yml")]
    told = [text for path in files for text in _sentences(yaml.safe_load(path.read_text(encoding="utf-8")))]
    assert [text for text in told if _COMMAND.search(text)] == []
    assert _COMMAND.search("Dites par exemple « le 1 » pour en savoir plus")
    assert _COMMAND.search("Pour un autre, dites son numéro.")


@pytest.mark.parametrize(
    ("act", "text", "titles"),
    [
        ("vide", "zzz", ["Zéro logement vacant", "UrbanVitaliz", "Autres pistes"]),
        ("refus", "non", ["Autres pistes", "Parler à quelqu’un"]),
        ("reproche", "n'importe quoi", ["Autres pistes", "Parler à quelqu’un"]),
    ],
)
def test_what_was_a_command_is_a_choice(after_list: Talk, act: str, text: str, titles: list[str]) -> None:
    assert offered(after_list(act, text)) == titles


def test_a_need_that_waits_is_a_choice(talk: Talk) -> None:
    talk.state = State(needs=(Need("trop de logements vides"),), waiting=("la cantine bio",))
    assert kinds(talk("retour", "/retour")) == ["solutions"]
    assert talk.state.said == "la cantine bio"
