"""The action server: loopback, and nothing of a conversation in its answers nor its log."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.reading.acts import acts

MARK = "zébulon-7391"
"""Stands for what a person wrote."""

CODE = """
import sys
from actions import resources, server
from rasa_sdk import Action

from bot.conversation.programs import UnknownChoice

class Desk:
    @property
    def programs(self): return self
    def read_ahead(self, text):
        if text == "en panne": raise ValueError("cannot read " + text)
        print("lu :", len(text), flush=True)
    def orient(self, need, territory, audience, choice):
        if choice: raise UnknownChoice
        if need == "en panne": raise ValueError("cannot handle " + territory)
        if need == "lent": raise OSError(territory)
        return {"need": need, "territory": territory, "audience": audience}

resources.desk = Desk
resources.warm = lambda: print("prêt", flush=True)

class Base(Action):
    def name(self): raise NotImplementedError

class Fails(Base):
    def name(self): return "action_en_panne"
    async def run(self, dispatcher, tracker, domain):
        raise ValueError("cannot handle " + tracker.latest_message["text"])

class Works(Base):
    def name(self): return "action_qui_marche"
    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="bonjour")
        return []

sys.exit(server.main())
"""


@pytest.fixture(scope="module")
def actions(start: Callable[..., Any]) -> Any:
    program = start(CODE, "ACTIONS_PORT")
    program.wait_until_listening()
    return program


def call(actions: Any, name: str) -> httpx.Response:
    tracker = {
        "sender_id": "a", "slots": {"memoire": MARK}, "latest_message": {"text": MARK}, "events": [], "paused": False,
        "followup_action": None, "active_loop": {}, "latest_action_name": None,
    }  # fmt: skip
    body = {"next_action": name, "sender_id": "a", "tracker": tracker, "version": "3.6.21"}
    return httpx.post(f"http://127.0.0.1:{actions.port}/webhook", json=body, timeout=5, trust_env=False)


def test_listens_on_loopback_only(actions: Any) -> None:
    assert actions.listens_on() == {"0100007F"}


def test_warm_before_it_listens(actions: Any) -> None:
    assert "prêt" in actions.said()


def test_health(actions: Any) -> None:
    assert httpx.get(f"http://127.0.0.1:{actions.port}/health", trust_env=False).status_code == 200


def test_an_action_answers(actions: Any) -> None:
    response = call(actions, "action_qui_marche")
    assert response.status_code == 200
    assert response.json()["responses"][0]["text"] == "bonjour"


def test_classes_that_actions_derive_from_are_none(actions: Any) -> None:
    names = [one["name"] for one in httpx.get(f"http://127.0.0.1:{actions.port}/actions", trust_env=False).json()]
    assert {act.action for act in acts()} <= set(names)
    assert len(names) == len(set(names))


def test_a_fault_returns_its_class_only(actions: Any) -> None:
    response = call(actions, "action_en_panne")
    assert response.status_code == 500
    assert response.json() == {"error": "ValueError"}


def orient(actions: Any, **asked: Any) -> httpx.Response:
    return httpx.post(f"http://127.0.0.1:{actions.port}/api/v1/orientation", json=asked, timeout=5, trust_env=False)


def test_programs_are_oriented(actions: Any) -> None:
    response = orient(actions, need="a", territory="b")
    assert (response.status_code, response.json()) == (200, {"need": "a", "territory": "b", "audience": None})
    assert orient(actions, need="a", choice="b").status_code == 409
    assert orient(actions).status_code == 400


@pytest.mark.parametrize(("need", "status"), [("en panne", 500), ("lent", 503)])
def test_a_fault_of_an_orientation_says_nothing_of_it(actions: Any, need: str, status: int) -> None:
    response = orient(actions, need=need, territory=MARK)
    assert response.status_code == status
    assert MARK not in response.text and MARK not in actions.said()


def test_other_faults_have_their_status(actions: Any) -> None:
    base = f"http://127.0.0.1:{actions.port}"
    assert httpx.get(f"{base}/{MARK}", trust_env=False).status_code == 404
    assert httpx.post(f"{base}/webhook", content=b"{" + MARK.encode(), trust_env=False).status_code == 400
    assert call(actions, "action_inconnue").status_code == 404


def test_no_text_in_the_log(actions: Any) -> None:
    call(actions, "action_en_panne")
    said = actions.said()
    assert "ValueError at " in said
    assert "zébulon" not in said
    assert "Traceback" not in said


def test_a_message_is_read_ahead_and_its_faults_are_silent(actions: Any) -> None:
    url = f"http://127.0.0.1:{actions.port}/reading"
    assert httpx.post(url, json={"text": "en panne"}, trust_env=False).status_code == 202
    assert httpx.post(url, json={"text": MARK}, trust_env=False).status_code == 202
    assert httpx.post(url, json={"texte": MARK}, trust_env=False).status_code == 400
    assert httpx.post(url, json=[MARK], trust_env=False).status_code == 400
    end = time.monotonic() + 5
    while f"lu : {len(MARK)}" not in actions.said() and time.monotonic() < end:
        time.sleep(0.02)
    assert f"lu : {len(MARK)}" in actions.said()
    assert "reading ahead: ValueError" in actions.said()
    assert "zébulon" not in actions.said() and "cannot read" not in actions.said()
