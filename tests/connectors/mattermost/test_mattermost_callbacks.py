"""Buttons and the slash command: who is believed, what they answer, once."""

import re

import pytest
from scene import COMMAND_TOKEN, Scene, free_port, wait_for

PORT = free_port()
SETTINGS = {
    "MATTERMOST_CALLBACK_URL": f"http://127.0.0.1:{PORT}/rappel",
    "MATTERMOST_CALLBACK_PORT": PORT,
    "MATTERMOST_COMMAND_TOKENS": f"jeton-d-une-autre-equipe, {COMMAND_TOKEN}",
}


@pytest.fixture(autouse=True)
def port(scene: Scene) -> None:
    scene.ports["callback"] = PORT


def asked(scene: Scene, user: str, **more: str) -> dict[str, object]:
    """A question with buttons, as a person got it."""
    (question,) = scene.answers_to(scene.say("choix" if not more else "@orientation choix", user=user, **more))
    return question


def test_a_click_is_answered_and_takes_the_place_of_the_buttons(scene: Scene) -> None:
    question = asked(scene, "b1")
    actions = question["props"]["attachments"][0]["actions"]  # type: ignore[index]
    assert [action["name"] for action in actions] == ["1. Une commune", "2. Un EPCI"]
    assert all(re.fullmatch(r"[A-Za-z0-9]+", action["id"]) for action in actions)
    assert "1. Une commune" in str(question["message"])
    before = scene.turns().count("/epci")
    assert scene.click(question, "Un EPCI", user="b1").status_code == 200
    wait_for(lambda: True if scene.turns().count("/epci") == before + 1 else None)
    changed = next(post for post in scene.posts() if post["id"] == question["id"])
    assert changed["props"]["attachments"] == [{"fallback": "Votre choix : Un EPCI", "text": "Votre choix : Un EPCI"}]
    assert changed["message"] == question["message"]
    assert changed["props"]["orientation_answer"] == question["props"]["orientation_answer"]  # type: ignore[index]


def test_a_second_click_changes_nothing(scene: Scene) -> None:
    question, before = asked(scene, "b2"), scene.turns().count("/epci")
    for _ in range(3):
        assert scene.click(question, "Un EPCI", user="b2").status_code == 200
    scene.quiet()
    assert scene.turns().count("/epci") == before + 1


def test_a_click_in_a_room_is_answered_in_its_thread(scene: Scene) -> None:
    question = asked(scene, "b3", channel="town")
    scene.click(question, "Un EPCI", user="b3")
    answer = wait_for(
        lambda: next((p for p in scene.posts() if p["props"]["orientation_answer"].startswith("click-")
                      and p["root_id"] == question["root_id"]), None)
    )  # fmt: skip
    assert answer["channel_id"] == question["channel_id"]


def test_a_button_without_number_gives_feedback(scene: Scene) -> None:
    (answer,) = scene.answers_to(scene.say("logements", user="b4"))
    assert [action["name"] for action in answer["props"]["attachments"][0]["actions"]] == ["Utile"]
    scene.click(answer, "Utile", user="b4")
    wait_for(lambda: True if "/utile" in scene.turns() else None)


@pytest.mark.parametrize(
    "changed",
    [
        {"token": "c:" + "a" * 22},
        {"user_id": "u" * 26},
        {"channel_id": "c" * 26},
        {"root_id": "r" * 26},
        {"part": "p"},
        {"title": "Autre titre"},
        {"direct": ""},
        {"signature": ""},
        {"signature": "0" * 64},
        {"signature": None},
        {"token": 3},
    ],
    ids=str,
)
def test_a_forged_click_is_refused(scene: Scene, changed: dict[str, object]) -> None:
    question, before = asked(scene, "f1"), len(scene.turns())
    assert scene.click(question, "Un EPCI", user="f1", **changed).status_code == 403
    assert len(scene.turns()) == before


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"[]", 403), (b"{", 400), (b"{}", 403), (b"[" * 9000, 400), (b"x" * 70_000, 413)]
)
def test_what_is_no_click_is_refused(scene: Scene, body: bytes, status: int) -> None:
    assert scene.http.post(f"http://127.0.0.1:{PORT}/choix", content=body).status_code == status


def test_somebody_else_cannot_click_for_a_person(scene: Scene) -> None:
    question, before = asked(scene, "e1", channel="town"), len(scene.turns())
    scene.answers_to(scene.say("bonjour", user="e2"))
    response = scene.click(question, "Un EPCI", user="e2")
    assert response.json() == {
        "ephemeral_text": "Ces choix répondent à la demande d’une autre personne. Pour la vôtre, écrivez à l’assistant."
    }
    assert len(scene.turns()) == before + 1


def test_the_command_is_answered_to_its_author_only(scene: Scene) -> None:
    first, second = (scene.command(text, user="s1").json() for text in ("des haies", "choix"))
    assert first["response_type"] == second["response_type"] == "ephemeral"
    assert first["text"].startswith("Bonjour. Je suis un assistant automatique")
    assert first["text"].endswith("Réponse à des haies.")
    assert second["text"].startswith("Pour qui") and second["text"].endswith("Par exemple : `/orientation 1`.")
    before = scene.turns().count('/role{"role": "commune"}')
    scene.command("1", user="s1")
    assert scene.turns().count('/role{"role": "commune"}') == before + 1


def test_the_command_alone_gives_help(scene: Scene) -> None:
    assert "Écrivez votre besoin" in scene.command("", user="s2").json()["text"]


@pytest.mark.parametrize("token", ["", "x", COMMAND_TOKEN + "x", COMMAND_TOKEN[:-1], "é" * 20, COMMAND_TOKEN.upper()])
def test_a_command_without_its_token_is_refused(scene: Scene, token: str) -> None:
    before = len(scene.turns())
    assert scene.command("bonjour", token=token).status_code == 401
    assert len(scene.turns()) == before


def test_each_team_has_its_token(scene: Scene) -> None:
    assert scene.command("", user="s3", token="jeton-d-une-autre-equipe").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/commande", 405), ("GET", "/choix", 405), ("GET", "/", 404), ("POST", "/rappel/commande", 401),
     ("POST", "/rappel/choix", 400), ("POST", "/autre/choix", 404)],
)  # fmt: skip
def test_routes(scene: Scene, method: str, path: str, status: int) -> None:
    assert scene.http.request(method, f"http://127.0.0.1:{PORT}{path}").status_code == status
