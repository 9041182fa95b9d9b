"""Who is answered, where and how: the whole way, with real processes."""

import json
import re
from pathlib import Path

import pytest
from scene import Scene

NEED = "des logements vides"


def test_a_direct_message_is_answered_at_the_top_level(scene: Scene) -> None:
    post = scene.say(NEED, user="d1")
    (answer,) = scene.answers_to(post)
    assert (answer["message"], answer["root_id"]) == (f"Réponse à {NEED}.", "")
    assert {"channel_id": post["channel_id"], "parent_id": ""} in scene.mock("state")["typing"]


def test_rasa_is_told_the_channel(scene: Scene) -> None:
    scene.answers_to(scene.say("canal", user="d2"))
    bodies = scene.bodies()
    assert [body["input_channel"] for body in bodies if body["message"] == "canal"] == ["mattermost"]


def test_a_thread_is_kept_and_is_a_conversation_of_its_own(scene: Scene) -> None:
    root = scene.say("racine", user="d3")
    scene.answers_to(root)
    (answer,) = scene.answers_to(scene.say("suite", user="d3", root=root["id"]))
    assert answer["root_id"] == root["id"]
    bodies = scene.bodies()
    assert len({body["sender"] for body in bodies if body["message"] in ("racine", "suite")}) == 2


def test_a_room_is_answered_on_mention_in_a_thread_each_person_apart(scene: Scene) -> None:
    assert scene.say("bonjour à tous", user="r1", channel="town")
    asked = scene.say("@orientation question une", user="r1", channel="town")
    (first,) = scene.answers_to(asked)
    (second,) = scene.answers_to(scene.say("@orientation question deux", user="r2", channel="town", root=asked["id"]))
    assert first["root_id"] == second["root_id"] == asked["id"]
    bodies = scene.bodies()
    assert len({body["sender"] for body in bodies if body["message"].startswith("question ")}) == 2
    assert "bonjour à tous" not in scene.turns()


@pytest.mark.parametrize(
    "more",
    [
        {"props": {"from_bot": "true"}},
        {"props": {"from_webhook": "true"}},
        {"type": "system_add_to_channel"},
        {"user": "orientation"},
    ],
    ids=["bot", "webhook", "system", "itself"],
)
def test_machines_and_the_bot_itself_are_never_answered(scene: Scene, more: dict[str, object]) -> None:
    before = scene.quiet(0.2)
    said = {"user": "m1", "channel": "town", **more}
    scene.say("@orientation boucle", **said)  # type: ignore[arg-type]
    scene.answers_to(scene.say("une question après", user="m2"))
    assert "boucle" not in scene.turns()
    assert scene.quiet(0.2) - before <= 2  # the other question's notice and answer


def test_the_notice_comes_once_a_person_before_the_first_answer(scene: Scene) -> None:
    first = scene.say("premier", user="n1")
    scene.answers_to(first)
    scene.answers_to(scene.say("@orientation second", user="n1", channel="town"))
    mine = [post for post in scene.posts(notices=True) if post["channel_id"] == first["channel_id"]]
    assert [post["props"]["orientation_answer"].split("/")[1] for post in mine] == ["notice", "0"]
    assert mine[0]["message"].startswith("Bonjour. Je suis un assistant automatique")
    assert "données personnelles" in mine[0]["message"] and "30 jours" in mine[0]["message"]


def test_choices_are_numbered_and_a_digit_picks_one(scene: Scene) -> None:
    (question,) = scene.answers_to(scene.say("choix", user="c1"))
    assert "1. Une commune" in question["message"] and "attachments" not in question["props"]
    scene.answers_to(scene.say("1", user="c1"))
    assert '/role{"role": "commune"}' in scene.turns()


def test_choices_in_a_room_say_how_to_answer(scene: Scene) -> None:
    asked = scene.say("@orientation choix", user="c2", channel="town")
    (question,) = scene.answers_to(asked)
    assert question["message"].endswith("commencez votre message par `@orientation`. Par exemple : `@orientation 1`.")
    scene.answers_to(scene.say("@orientation 2", user="c2", channel="town", root=asked["id"]))
    assert "/epci" in scene.turns()


def test_a_list_is_shown_once_with_names_and_links(scene: Scene) -> None:
    answers = scene.answers_to(scene.say("logements", user="l1"))
    scene.quiet(0.2)
    assert len(answers) == 1
    assert "**1. Zéro Logement Vacant**" in answers[0]["message"] and "https://zlv.example.fr" in answers[0]["message"]


def test_messages_of_a_conversation_are_answered_in_order(scene: Scene) -> None:
    asked = [scene.say(f"lent {number}" if number == 1 else f"ordre {number}", user="o1") for number in (1, 2, 3)]
    scene.answers_to(asked[-1])
    channel = asked[0]["channel_id"]
    said = [post["message"] for post in scene.posts() if post["channel_id"] == channel]
    assert said == ["Réponse à lent 1.", "Réponse à ordre 2.", "Réponse à ordre 3."]


def test_a_slow_answer_keeps_nobody_else_waiting(scene: Scene) -> None:
    slow = scene.say("très lent", user="s1")
    (first,) = scene.answers_to(scene.say("rapide", user="s2"))
    (second,) = scene.answers_to(slow)
    assert first["create_at"] < second["create_at"]


def test_markup_and_mentions_of_an_answer_are_harmless(scene: Scene) -> None:
    (answer,) = scene.answers_to(scene.say("markdown", user="k1"))
    assert answer["message"].startswith(r"\*gras\* \_x\_ \# titre ") and "@all" not in answer["message"]


def test_words_of_command(scene: Scene) -> None:
    (help_,) = scene.answers_to(scene.say("!aide", user="w1"))
    assert "Écrivez votre besoin" in help_["message"]
    scene.answers_to(scene.say("choix", user="w1"))
    (erased,) = scene.answers_to(scene.say("!EFFACER ", user="w1"))
    assert erased["message"] == "Notre conversation est effacée."
    scene.answers_to(scene.say("1", user="w1"))
    assert scene.turns()[-1] == "1"  # the choices are gone
    (again,) = scene.answers_to(scene.say("!recommencer", user="w1"))
    assert again["message"].endswith("Quel est votre besoin ?")


def test_erasing_reaches_every_thread_of_the_person_in_the_channel(scene: Scene) -> None:
    asked = scene.say("@orientation choix", user="w2", channel="town")
    scene.answers_to(asked)
    other = scene.say("@orientation choix", user="w3", channel="town")
    scene.answers_to(other)
    scene.answers_to(scene.say("@orientation !effacer", user="w2", channel="town"))
    for user, post in (("w2", asked), ("w3", other)):
        scene.answers_to(scene.say("@orientation 1", user=user, channel="town", root=post["id"]))
    assert scene.turns()[-2:] == ["1", '/role{"role": "commune"}']


def test_a_request_survives_a_detour_and_is_not_cancelled_in_silence(scene: Scene) -> None:
    (asked,) = scene.answers_to(scene.say("quelqu’un", user="r1"))
    assert "Où vous répondre" in asked["message"] and "Non merci" in str(asked)
    scene.answers_to(scene.say("et c’est payant ?", user="r1"))
    (taken,) = scene.answers_to(scene.say("jean.dupont@mairie.fr après 14h", user="r1"))
    number = re.search(r"R\d{6}-\w{6}", taken["message"])
    assert number and "j…t@mairie.fr" in taken["message"]
    assert "jean.dupont" not in str(scene.turns())
    (told,) = scene.answers_to(scene.say("!effacer", user="r1"))
    assert number[0] in told["message"] and "!effacer garder" in told["message"]
    (kept,) = scene.answers_to(scene.say("!effacer garder", user="r1"))
    assert f"{number[0]} est gardée" in kept["message"]
    (again,) = scene.answers_to(scene.say("!effacer", user="r1"))
    assert again["message"] == "Notre conversation est effacée."


def test_a_bare_mention_gets_help_and_a_file_a_sentence(scene: Scene) -> None:
    (help_,) = scene.answers_to(scene.say("@orientation", user="h1", channel="town"))
    assert "Écrivez votre besoin" in help_["message"]
    (files,) = scene.answers_to(scene.say("", user="h1", file_ids=["f1file3xk9qz7tdw5hsyrmjbpw"]))
    assert files["message"].startswith("Je ne lis pas les fichiers")


def test_a_refusal_of_the_gateway_is_said(scene: Scene) -> None:
    (answer,) = scene.answers_to(scene.say("x" * 5000, user="g1"))
    assert "trop long" in answer["message"]


def test_a_failure_of_rasa_is_said(scene: Scene) -> None:
    (answer,) = scene.answers_to(scene.say("panne", user="g2"))
    assert "indisponible" in answer["message"] or "interrompu" in answer["message"] or "envoyer" in answer["message"]


def test_no_word_of_people_and_no_secret_in_the_log_nor_in_the_store(scene: Scene) -> None:
    from scene import SECRET, TOKEN

    scene.mock("frame", text='{"event": "posted", "data": {"post": "MARQUESECRETE", "channel_type": "D"}}')
    scene.mock("frame", text="MARQUESECRETE")
    scene.mock("fault", path="/posts", status=403, method="POST")
    scene.say("MARQUESECRETE", user="log")
    scene.answers_to(scene.say("MARQUESECRETE encore", user="log2"))
    everything = scene.said("connector").encode() + b"".join(
        path.read_bytes() for path in (scene.folder / "mattermost").iterdir()
    )
    for secret in (b"MARQUESECRETE", NEED.encode(), TOKEN.encode(), SECRET.encode()):
        assert secret not in everything
    assert b"refused" in everything and b"Unreadable" in everything


def test_every_recorded_frame_leaves_it_standing(scene: Scene) -> None:
    for path in sorted((Path(__file__).parent / "payloads").glob("*.json")):
        scene.mock("frame", text=json.dumps(json.loads(path.read_text(encoding="utf-8"))["frame"]))
    scene.answers_to(scene.say("toujours là", user="z1"))
    assert scene.health()["connected"] is True


def test_health_shows_the_connector(scene: Scene) -> None:
    assert scene.health()["connected"] is True
