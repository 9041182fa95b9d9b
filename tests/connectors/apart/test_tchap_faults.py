"""What goes wrong: deaths of the connector and of the server, keys that are missing, limits, foreign invitations."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from conftest import Bot, Gateway, make_bot, wait_connected
from person import Person
from synapse import Synapse

ME = "@bot:localhost"


@pytest.fixture(scope="module")
def bot(synapse: Synapse, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    one = make_bot(synapse, gateway, tmp_path_factory.mktemp("bot")).start()
    wait_connected(gateway)
    yield one
    if one.process is not None and one.process.poll() is None:
        one.stop()


@pytest_asyncio.fixture
async def anne(synapse: Synapse, bot: Bot, tmp_path: Path, request: Any) -> AsyncIterator[Person]:
    user = synapse.register(f"anne.{abs(hash(request.node.name)) % 10**8}")
    async with Person(synapse.url, user, tmp_path / "anne") as person:
        yield person


async def direct(person: Person, guest: str = ME) -> str:
    room = await person.room(guest, direct=True)
    await person.joined(room, guest)
    await person.hear("assistant automatique", room)
    return room


def sessions(synapse: Synapse, bot: Bot) -> list[str]:
    """Devices of the connector's account."""
    token = json.loads((bot.folder / "tchap" / "session.json").read_text())["access_token"]
    devices = synapse.call("GET", "/_matrix/client/v3/devices", token=token)["devices"]
    return [device["device_id"] for device in devices]


async def test_killed_in_the_middle_of_an_answer(synapse: Synapse, gateway: Gateway, bot: Bot, anne: Person) -> None:
    room = await direct(anne)
    before = sessions(synapse, bot)
    await anne.say(room, "lent 1")
    await anne.until(lambda: "lent 1" in gateway.turns())
    bot.kill()  # Rasa is answering
    await anne.say(room, "lent 2")  # nobody hears it
    bot.start()
    await anne.hear("Écho : lent 2", room, 60)
    await anne.say(room, "double")
    await anne.hear("et la suite", room)
    bot.kill()  # the first answer is out, the second may be
    bot.start()
    await anne.say(room, "fin")
    await anne.hear("Écho : fin", room, 60)
    await asyncio.sleep(1)
    answers = anne.bodies(room)[1:]
    assert answers == ["Écho : lent 1", "Écho : lent 2", "Écho : double", "et la suite", "Écho : fin"]
    assert [turn for turn in gateway.turns() if turn in ("lent 1", "lent 2", "double", "fin")] == [
        "lent 1", "lent 2", "double", "fin",
    ]  # fmt: skip
    assert sessions(synapse, bot) == before  # no login at a start


async def test_killed_between_two_messages_of_an_answer(
    synapse: Synapse, gateway: Gateway, anne: Person, tmp_path: Path
) -> None:
    """One call in two seconds: the second message waits when the process dies."""
    limits = {"TCHAP_CALLS_PER_SECOND": "0.5", "TCHAP_CALLS_BURST": "1"}
    other = make_bot(synapse, gateway, tmp_path, "moitie", **limits).start()
    try:
        room = await direct(anne, "@moitie:localhost")
        await anne.say(room, "double moitié")
        await anne.hear("Écho : double moitié", room, 60)
        assert "et la suite" not in anne.bodies(room)
        other.kill()
        other.settings["TCHAP_CALLS_PER_SECOND"] = "0"
        other.start()
        await anne.hear("et la suite", room, 60)
        await anne.say(room, "après")
        await anne.hear("Écho : après", room, 60)
        assert anne.bodies(room)[1:] == ["Écho : double moitié", "et la suite", "Écho : après"]
    finally:
        other.stop()


async def test_a_server_that_restarts(synapse: Synapse, gateway: Gateway, bot: Bot, anne: Person) -> None:
    room = await direct(anne)
    await anne.say(room, "lent 3")
    await anne.until(lambda: "lent 3" in gateway.turns())
    synapse.stop()
    await asyncio.sleep(3)
    assert gateway.health()["connectors"]["tchap"]["connected"] is False
    synapse.start()
    await anne.hear("Écho : lent 3", room, 60)
    await anne.say(room, "toujours là")
    await anne.hear("Écho : toujours là", room, 60)
    assert gateway.health()["connectors"]["tchap"]["connected"] is True
    assert anne.bodies(room)[1:] == ["Écho : lent 3", "Écho : toujours là"]


async def test_a_long_absence_leaves_no_gap(bot: Bot, anne: Person) -> None:
    room = await direct(anne)
    assert bot.stop() == 0
    for number in range(70):  # more than one sync brings
        await anne.say(room, f"absence {number}")
    bot.start()
    await anne.hear("Écho : absence 69", room, 120)
    assert anne.bodies(room)[1:] == [f"Écho : absence {number}" for number in range(70)]


async def test_old_messages_are_left(synapse: Synapse, gateway: Gateway, anne: Person, tmp_path: Path) -> None:
    other = make_bot(synapse, gateway, tmp_path, "vieux", TCHAP_OLDEST_HOURS="0.001").start()
    try:
        room = await direct(anne, "@vieux:localhost")
        other.stop()
        await anne.say(room, "trop vieux")
        await asyncio.sleep(5)
        other.start()
        await anne.say(room, "tout neuf")
        await anne.hear("Écho : tout neuf", room, 60)
        assert "Écho : trop vieux" not in anne.bodies(room)
    finally:
        other.stop()


async def test_a_foreign_invitation_is_declined(
    synapse: Synapse, gateway: Gateway, anne: Person, tmp_path: Path
) -> None:
    other = make_bot(synapse, gateway, tmp_path, "ferme", TCHAP_ALLOWED_DOMAINS="*.tchap.gouv.fr").start()
    try:
        room = await anne.room("@ferme:localhost", direct=True)
        await anne.until(lambda: "invitation declined, from localhost" in other.said(), 60)
        await asyncio.sleep(1)
        known = anne.client.rooms[room]
        assert "@ferme:localhost" not in known.users
    finally:
        other.stop()


async def test_what_cannot_be_decrypted_is_said_once(synapse: Synapse, gateway: Gateway, anne: Person) -> None:
    room = await direct(anne)
    content = {
        "algorithm": "m.megolm.v1.aes-sha2", "sender_key": "a" * 43, "device_id": "INCONNU", "session_id": "b" * 43,
        "ciphertext": "AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg",
    }  # fmt: skip
    for number in range(3):
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.encrypted/{number}"
        synapse.call("PUT", path, content, anne.client.access_token)
    await anne.hear("Je ne peux pas lire votre message", room)
    await anne.say(room, "lisible")
    await anne.hear("Écho : lisible", room)
    await asyncio.sleep(3)
    assert sum("Je ne peux pas lire" in body for body in anne.bodies(room)) == 1


async def test_retry_after_and_the_bucket(gateway: Gateway, bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A server of its own, that takes two messages and then one a second."""
    strict = Synapse(tmp_path_factory.mktemp("strict"), message="{per_second: 1, burst_count: 2}").start()
    bot.stop()  # one report of "tchap" at a time
    one = make_bot(strict, gateway, tmp_path_factory.mktemp("strictbot")).start()
    try:
        user = strict.register("paul")
        token = strict.call("POST", "/_matrix/client/v3/login", {
            "type": "m.login.password", "identifier": {"type": "m.id.user", "user": "paul"}, "password": "motdepasse",
        })["access_token"]  # fmt: skip
        async with Person(strict.url, user, tmp_path_factory.mktemp("paul")) as paul:
            room = await direct(paul)
            for number in range(2):
                await paul.say(room, f"double {number}")
            await paul.until(lambda: paul.bodies(room).count("et la suite") == 2, 120)
            assert [body for body in paul.bodies(room)[1:] if "Écho" in body] == ["Écho : double 0", "Écho : double 1"]
        assert token
        assert "too many calls" in one.said()
    finally:
        one.stop()
        strict.stop()
        bot.start()
        wait_connected(gateway)


async def test_one_call_a_second(synapse: Synapse, gateway: Gateway, anne: Person, tmp_path: Path) -> None:
    slow = make_bot(
        synapse, gateway, tmp_path, "lente", TCHAP_CALLS_PER_SECOND="1", TCHAP_CALLS_BURST="5"
    ).start()  # fmt: skip
    try:
        room = await direct(anne, "@lente:localhost")
        await asyncio.sleep(6)  # the bucket is full again
        anne.heard.clear()
        began = time.monotonic()
        for number in range(12):
            await anne.say(room, f"vite {number}")
        await anne.hear("Écho : vite 11", room, 60)
        times = [one["heard"] - began for one in anne.messages(room)]
        assert len(times) == 12
        assert times[-1] > 6  # five at once, then one a second
        assert anne.bodies(room) == [f"Écho : vite {number}" for number in range(12)]
    finally:
        slow.stop()


async def test_errors_go_to_the_technical_room_without_texts(
    synapse: Synapse, gateway: Gateway, anne: Person, tmp_path: Path
) -> None:
    room = await anne.room(encrypted=False, name="Technique")
    other = make_bot(
        synapse, gateway, tmp_path, "casse", TCHAP_TECHNICAL_ROOM=room, TCHAP_GATEWAY_SECRET="faux"
    ).start()
    try:
        await anne.client.room_invite(room, "@casse:localhost")
        await anne.joined(room, "@casse:localhost", 60)
        talk = await direct(anne, "@casse:localhost")
        await anne.say(talk, "MARQUE")
        await anne.hear("pas bien relié", talk)
        event = await anne.hear("gateway: refusee", room)
        assert "MARQUE" not in event["content"]["body"]
        await anne.say(room, "merci")
        await asyncio.sleep(2)
        assert len(anne.messages(room)) == 1
    finally:
        other.stop()


async def test_an_ended_session_is_opened_again(synapse: Synapse, gateway: Gateway, bot: Bot, anne: Person) -> None:
    room = await direct(anne)
    before = sessions(synapse, bot)
    token = json.loads((bot.folder / "tchap" / "session.json").read_text())["access_token"]
    synapse.call("POST", "/_matrix/client/v3/logout", {}, token)
    assert bot.process is not None
    assert await asyncio.to_thread(bot.process.wait, 40) == 1
    assert "stopped: M_UNKNOWN_TOKEN" in bot.said()
    bot.start()  # as the supervisor does
    wait_connected(gateway)
    for number in range(20):  # her client has to see the new device before it gives it a key
        await anne.say(room, f"de retour {number}")
        await asyncio.sleep(2)
        if any("Écho : de retour" in body for body in anne.bodies(room)):
            break
    await anne.hear("Écho : de retour", room, 1)
    assert len(sessions(synapse, bot)) == len(before)
    assert sessions(synapse, bot) != before  # the server forgot the old device with its session


async def test_it_stops_cleanly(gateway: Gateway, bot: Bot, anne: Person) -> None:
    room = await direct(anne)
    before = len(bot.said())
    await anne.say(room, "lent 9")
    await anne.until(lambda: "lent 9" in gateway.turns())
    assert await asyncio.to_thread(bot.stop) == 0
    await anne.hear("Écho : lent 9", room)  # what was under way is answered
    assert gateway.health()["connectors"]["tchap"]["connected"] is False
    assert "ERROR" not in bot.said()[before:]
