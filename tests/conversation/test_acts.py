"""Every act, wherever the conversation stands: an answer, never an exception, and a memory that its JSON form keeps."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from decided_ranking import Acts, Talk, said

from bot.conversation import State
from bot.conversation.relaying import waits
from bot.folders import ROOT
from bot.reading.acts import acts, names
from bot.reading.state import AWAITS, KINDS

RESPONSES: Mapping[str, Any] = {
    name: forms
    for path in (ROOT / "data" / "dialogue").rglob("responses.yml")
    for name, forms in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items()
}
NEVER = ("Je ne vous ai pas encore proposé", "None", "{", "[]")

BEFORE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "empty": (),
    "list": (("besoin", "trop de logements vides"),),
    "list of one": (("besoin", "la cantine bio"),),
    "two lists": (("besoin", "j'ai deux soucis : les logements vides, et la cantine de l'école"),),
    "question": (("besoin", "un outil contre un pirate"),),
    "nothing": (("besoin", "un chat dans un arbre"),),
    "detail": (("besoin", "trop de logements vides"), ("choix", "le 2")),
    "answer": (("besoin", "trop de logements vides"), ("question", "le 2, comment on commence ?")),
    "compared": (("besoin", "trop de logements vides"), ("comparaison", "lequel ?")),
    "themes": (("themes", "quels thèmes ?"),),
    "proposed": (("besoin", "trop de logements vides"), ("autres", "autre chose ?")),
    "summary": (("besoin", "trop de logements vides"), ("humain", "un humain svp")),
    "summary without a need": (("humain", "un humain svp"),),
    "correction": (("besoin", "trop de logements vides"), ("humain", "un humain svp"), ("", "correct")),
    "contact": (("besoin", "trop de logements vides"), ("humain", "un humain svp"), ("accord", "oui")),
    "erasure": (("besoin", "trop de logements vides"), ("effacer", "je voudrais supprimer la cantine")),
    "known": (("besoin", "la cantine bio"), ("objection", "on l'a déjà")),
    "greeted": (("salutation", "bonjour"),),
}


def reach(talk: Talk, before: str) -> None:
    """Bring a conversation to where it must stand."""
    for act, text in BEFORE[before]:
        if act:
            talk(act, text)
        else:
            talk._then(talk.desk.relaying.correct(talk.state))


def texts_of(name: str) -> tuple[str, ...]:
    """What people say for an act."""
    return next(act.examples for act in acts() if act.name == name)


def sound(state: State) -> None:
    """The memory is JSON, of the kinds that are known, and is read back as it was."""
    memory = json.loads(json.dumps(state.memory()))
    assert State.of(memory, role=state.role, territoire=state.territoire, population=state.population) == state
    assert state.last.kind in KINDS and state.last.awaits in (*AWAITS, None)
    for need in state.needs:
        assert len(set(need.shown)) == len(need.shown)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("act", names())
def test_every_act_is_answered_wherever_the_conversation_stands(talk: Talk, model: Acts, act: str, before: str) -> None:
    reach(talk, before)
    start = talk.state
    for confidence in (1.0, 0.15):
        for text in (*texts_of(act), "hum"):
            talk.state = start
            model.said[text] = {act: confidence}
            reply = talk(act, text, confidence)
            assert reply.messages or reply.response, (text, confidence)
            assert all(message.text.strip() for message in reply.messages)
            assert not any(never in said(reply) for never in NEVER), (text, confidence)
            assert reply.response is None or reply.response in RESPONSES
            assert len({message.text for message in reply.messages}) == len(reply.messages)
            sound(reply.state)
            if reply.relay is not None:
                asked = waits(reply.state) == "relais_contact" and start.last.kind == "relais"
                assert asked or start.offer and reply.ending


@pytest.mark.parametrize("before", BEFORE)
def test_every_choice_offered_leads_somewhere(talk: Talk, before: str) -> None:
    reach(talk, before)
    start = talk.state
    for choice in start.last.choices:
        talk.state = start
        reply = talk("choix", choice.title)
        assert reply.messages or reply.response, choice
        if start.last.kind == "question":
            talk.state = start
            reply = talk.pick(choice.value)
            assert reply.messages or reply.response, choice


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("rank", ["le 1", "le 2", "le 3", "le 9", "le dernier", "1", "0", "99"])
def test_every_number_leads_somewhere(talk: Talk, before: str, rank: str) -> None:
    reach(talk, before)
    reply = talk("choix", rank)
    assert reply.messages or reply.response
    sound(reply.state)


@pytest.mark.parametrize(
    "text", ["", " ", "?", "🤷", "a" * 5_000, "mot " * 2_000, "\x00", "{besoin}", "%s", "</script>"]
)
def test_any_text_is_answered(talk: Talk, text: str) -> None:
    for before in ("empty", "list", "contact"):
        for act in ("besoin", "precision", "question", "rejet", "objection", "vide", "reproche", "situation"):
            talk.state = State()
            reach(talk, before)
            reply = talk(act, text)
            assert reply.messages or reply.response, (before, act)
            sound(reply.state)


def test_the_same_act_again_and_again_stays_an_answer(talk: Talk) -> None:
    for act in names():
        talk.state = State()
        reach(talk, "list")
        for _ in range(6):
            reply = talk(act, texts_of(act)[0])
            assert reply.messages or reply.response, act
            assert len(json.dumps(reply.state.memory())) < 20_000


def test_a_long_conversation_keeps_a_short_memory(talk: Talk) -> None:
    for turn in range(30):
        talk("besoin", f"trop de logements vides dans le quartier numéro {turn}")
        talk("question", "le 2, comment on commence ?")
    assert len(talk.state.needs) <= 10 and len(talk.state.told) <= 12
    assert len(json.dumps(talk.state.memory())) < 20_000
