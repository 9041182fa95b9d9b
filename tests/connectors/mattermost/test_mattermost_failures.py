"""Each message answered once and none lost: kills, lost connections, faults of the server, restarts of the gateway."""

import signal
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from scene import TOKEN, MakeScene, Scene, free_port, wait_for

from bot.connectors.mattermost.client import MattermostClient
from bot.connectors.mattermost.errors import Unavailable
from bot.connectors.mattermost.events import Event, Hello
from bot.connectors.mattermost.stream import Socket


def parts(scene: Scene) -> Counter[str]:
    """How often each part of each answer was posted."""
    return Counter(post["props"]["orientation_answer"] for post in scene.posts(notices=True))


def each_once(scene: Scene) -> bool:
    return set(parts(scene).values()) == {1}


def test_killed_while_the_gateway_answers(make_scene: MakeScene) -> None:
    scene = make_scene()
    post = scene.say("lent")
    wait_for(lambda: True if "lent" in scene.turns() else None)
    scene.kill("connector")
    scene.start_connector()
    (answer,) = scene.answers_to(post)
    scene.quiet()
    assert answer["message"] == "Réponse à lent." and each_once(scene) and scene.turns() == ["lent"]


def test_killed_between_two_parts(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.answers_to(scene.say("bonjour"))
    scene.mock("fault", path="/posts", method="POST", skip=1, hang=20.0)
    post = scene.say("deux")
    scene.answers_to(post)
    scene.kill("connector")
    scene.mock("set", forget_pending=True)
    scene.start_connector()
    assert [one["message"] for one in scene.answers_to(post, 2)] == ["Première partie.", "Deuxième partie."]
    scene.quiet()
    assert each_once(scene) and scene.turns() == ["bonjour", "deux"]


def test_killed_after_the_post_and_before_its_answer(make_scene: MakeScene) -> None:
    """The server has forgotten the pending id: only the mark of the post tells."""
    scene = make_scene()
    scene.answers_to(scene.say("bonjour"))
    scene.mock("fault", path="/posts", method="POST", late=20.0)
    post = scene.say("question")
    scene.answers_to(post)
    scene.kill("connector")
    scene.mock("set", forget_pending=True)
    scene.start_connector()
    scene.answers_to(scene.say("encore"))
    scene.quiet()
    assert each_once(scene) and scene.turns() == ["bonjour", "question", "encore"]


def test_the_notice_is_not_doubled_by_a_kill(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.mock("fault", path="/posts", method="POST", late=20.0)
    post = scene.say("question")
    wait_for(lambda: True if scene.posts(notices=True) else None)
    scene.kill("connector")
    scene.mock("set", forget_pending=True)
    scene.start_connector()
    scene.answers_to(post)
    scene.quiet()
    assert each_once(scene) and len(parts(scene)) == 2


@pytest.mark.parametrize("fault", [{"status": 500, "after": True}, {"status": 503, "times": 3}, {"status": 502}])
def test_a_fault_of_the_server_costs_no_answer_and_doubles_none(
    make_scene: MakeScene, fault: dict[str, object]
) -> None:
    scene = make_scene()
    scene.answers_to(scene.say("bonjour"))
    scene.mock("fault", path="/posts", method="POST", **fault)
    scene.answers_to(scene.say("question"))
    scene.quiet()
    assert each_once(scene) and scene.turns() == ["bonjour", "question"]


@pytest.mark.parametrize("header", ["Retry-After", "X-RateLimit-Reset"])
def test_a_429_is_obeyed(make_scene: MakeScene, header: str) -> None:
    scene = make_scene()
    scene.answers_to(scene.say("bonjour"))
    scene.mock("fault", path="/posts", method="POST", status=429, headers={header: "2"})
    began = time.monotonic()
    scene.answers_to(scene.say("question"))
    assert 2.0 <= time.monotonic() - began < 6.0 and each_once(scene)


def test_what_was_written_while_it_was_down_is_answered_in_order(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.answers_to(scene.say("avant"))
    scene.kill("connector")
    missed = [scene.say(f"manqué {number}") for number in range(3)]
    first = scene.say("premier message d’une personne nouvelle", user="bob")
    room = scene.say("@orientation manqué aussi", channel="town")
    scene.say("pas pour le robot", channel="town")
    scene.start_connector()
    for post in [*missed, first, room]:
        scene.answers_to(post)
    scene.quiet()
    assert each_once(scene)
    mine = [post["message"] for post in scene.posts() if post["channel_id"] == missed[0]["channel_id"]]
    assert mine == ["Réponse à avant.", *(f"Réponse à manqué {number}." for number in range(3))]
    assert len(scene.turns()) == 6


def test_a_missed_mention_is_found_behind_pages_of_others(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.kill("connector")
    post = scene.say("@orientation au fond", channel="town")
    for number in range(450):
        scene.say(f"bavardage {number}", channel="town", user="bob")
    scene.start_connector()
    scene.answers_to(post)


def test_a_lost_connection_is_made_again_and_what_was_missed_is_answered(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.answers_to(scene.say("avant"))
    scene.mock("set", mute=True)
    missed = scene.say("manqué")
    scene.mock("drop")
    scene.mock("set", mute=False)
    scene.answers_to(missed)
    scene.answers_to(scene.say("après"))
    scene.quiet()
    assert each_once(scene) and scene.turns() == ["avant", "manqué", "après"] and scene.health()["connected"] is True


def test_what_was_written_before_the_first_start_is_not_answered(make_scene: MakeScene) -> None:
    scene = make_scene(connector=False)
    scene.say("ancien message")
    time.sleep(1.1)  # the server's clock is read to the second
    scene.start_connector()
    scene.answers_to(scene.say("nouveau message"))
    assert scene.turns() == ["nouveau message"]


def test_a_refused_token_is_said_and_tried_again(make_scene: MakeScene) -> None:
    scene = make_scene(connector=False)
    scene.mock("set", token="un-autre-jeton")
    scene.start_connector(connected=False)
    wait_for(lambda: True if "MATTERMOST_TOKEN" in scene.said("connector") else None)
    scene.mock("set", token=TOKEN)
    scene.until_connected()
    scene.answers_to(scene.say("bonjour"))


def test_a_refused_post_is_given_up_and_the_next_one_answered(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.answers_to(scene.say("bonjour"))
    post = scene.say("lent", channel="direct")
    root = scene.say("@orientation lent", channel="town")
    scene.mock("set", delete=root["id"])  # its thread can't be answered any more
    scene.answers_to(post)
    scene.answers_to(scene.say("après"))
    assert not [one for one in scene.posts() if one["root_id"] == root["id"]]


def test_a_restart_of_the_gateway_loses_no_message(make_scene: MakeScene) -> None:
    scene = make_scene(alone=True)
    scene.answers_to(scene.say("bonjour"))
    scene.kill("gateway")
    post = scene.say("pendant")
    time.sleep(1.0)
    scene.start_gateway()
    assert scene.answers_to(post, seconds=20)[0]["message"] == "Réponse à pendant."


def test_a_person_who_writes_too_fast_is_told_once(make_scene: MakeScene) -> None:
    scene = make_scene(MATTERMOST_PERSON_PER_MINUTE=3)
    for number in range(6):
        scene.say(f"vite {number}")
    scene.answers_to(scene.say("autre personne", user="bob"))
    scene.quiet()
    said = [post["message"] for post in scene.posts() if "autre" not in post["message"]]
    assert [text[:9] for text in said] == ["Réponse à"] * 3 + ["Vous avez"]
    assert set(scene.turns()) == {"vite 0", "vite 1", "vite 2", "autre personne"}


def test_a_clean_stop_ends_the_answer_under_way_and_says_so(make_scene: MakeScene) -> None:
    scene = make_scene()
    scene.answers_to(scene.say("bonjour"))
    post = scene.say("lent")
    wait_for(lambda: True if "lent" in scene.turns() else None)
    began = time.monotonic()
    assert scene.kill("connector", signal.SIGTERM) == 0
    assert time.monotonic() - began < 4.0
    assert scene.answers_to(post)[0]["message"] == "Réponse à lent."
    assert scene.health()["connected"] is False


def test_wrong_settings_are_said_in_one_line(make_scene: MakeScene) -> None:
    scene = make_scene(connector=False, MATTERMOST_TOKN="x")
    scene.start_connector(connected=False)
    assert scene.running["connector"].wait(20) == 2
    assert scene.said("connector") == "mattermost: unknown setting MATTERMOST_TOKN (see .env.example)\n"


def test_a_port_in_use_is_said_in_one_line(make_scene: MakeScene) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        scene = make_scene(
            connector=False,
            MATTERMOST_CALLBACK_PORT=taken.getsockname()[1],
            MATTERMOST_COMMAND_TOKENS="jeton",
        )
        scene.start_connector(connected=False)
        assert scene.running["connector"].wait(20) == 1
    assert scene.said("connector").splitlines() == [
        "mattermost: can't listen: see MATTERMOST_CALLBACK_HOST and MATTERMOST_CALLBACK_PORT"
    ]


async def test_a_long_429_is_left_to_the_caller_with_its_time(shared: Scene) -> None:
    shared.mock("reset")
    shared.mock("fault", path="/users/me", status=429, headers={"Retry-After": "90"})
    async with MattermostClient(shared.url, TOKEN) as client:
        with pytest.raises(Unavailable) as unavailable:
            await client.me()
    assert unavailable.value.after == 90.0


async def test_a_frozen_server_is_noticed(shared: Scene) -> None:
    """No goodbye, no reset: only the missing pong tells."""
    shared.mock("reset")
    async with MattermostClient(shared.url, TOKEN, heartbeat=0.4) as client, client.connect() as socket_:
        shared.running["server"].send_signal(signal.SIGSTOP)
        try:
            ended = [event async for event in _until_end(socket_)]
        finally:
            shared.running["server"].send_signal(signal.SIGCONT)
    assert all(isinstance(event, Hello) for event in ended)


async def _until_end(stream: Socket) -> AsyncIterator[Event]:
    began = time.monotonic()
    async for event in stream:
        yield event
    assert time.monotonic() - began < 5.0


def test_a_click_survives_a_kill_and_is_answered_once(make_scene: MakeScene) -> None:
    port = free_port()
    scene = make_scene(MATTERMOST_CALLBACK_URL=f"http://127.0.0.1:{port}", MATTERMOST_CALLBACK_PORT=port)
    (question,) = scene.answers_to(scene.say("choix", user="k1"))
    scene.mock("fault", path="/posts", method="POST", hang=20.0)
    scene.click(question, "Un EPCI", user="k1")
    wait_for(lambda: True if "/epci" in scene.turns() else None)
    scene.kill("connector")
    scene.mock("set", forget_pending=True)
    scene.start_connector()
    wait_for(lambda: True if len(scene.posts()) == 2 else None)
    scene.quiet()
    assert len(scene.posts()) == 2 and scene.turns() == ["choix", "/epci"]


def test_nothing_listens_without_a_callback_address_nor_a_token(make_scene: MakeScene) -> None:
    scene = make_scene()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", scene.ports["callback"])) != 0
