"""Conversations in encrypted rooms of a real Synapse: the connector, the real gateway, people with real clients."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from conftest import Bot, Gateway
from person import Person
from synapse import Synapse

ME = "@bot:localhost"


@pytest_asyncio.fixture
async def anne(synapse: Synapse, bot: Bot, tmp_path: Path, request: Any) -> AsyncIterator[Person]:
    name = f"anne.{abs(hash(request.node.name)) % 10**8}"
    async with Person(synapse.url, synapse.register(name), tmp_path / "anne") as person:
        yield person


async def direct(person: Person) -> str:
    room = await person.room(ME, direct=True)
    await person.joined(room, ME)
    await person.hear("assistant automatique", room)
    return room


async def test_a_direct_room_is_greeted_and_answered(anne: Person) -> None:
    room = await direct(anne)
    await anne.say(room, "des logements vides")
    event = await anne.hear("Écho : des logements vides", room)
    content = event["content"]
    assert content["msgtype"] == "m.notice"
    assert content["format"] == "org.matrix.custom.html"
    assert content["formatted_body"] == "<p>Écho : des logements vides</p>"
    assert event.get("decrypted") or "algorithm" not in content
    greeting = anne.bodies(room)[0]
    assert "Je peux me tromper" in greeting
    assert "n’est pas chiffré" not in greeting
    assert sum("assistant automatique" in body for body in anne.bodies(room)) == 1


async def test_what_was_written_before_it_came_in_is_answered(anne: Person) -> None:
    # Not encrypted: whether a key reaches somebody who is only invited is the business of the person's client.
    room = await anne.room(ME, direct=True, encrypted=False)
    await anne.say(room, "avant son arrivée")
    await anne.hear("Écho : avant son arrivée", room)


async def test_choices_by_digit_name_and_reaction(anne: Person) -> None:
    room = await direct(anne)
    await anne.say(room, "choix")
    event = await anne.hear("De quoi s’agit-il", room)
    body = event["content"]["body"]
    assert "1. Des logements\n2. Des arbres" in body
    assert "<strong>1. Des logements</strong>" in event["content"]["formatted_body"]
    await anne.say(room, "2")
    await anne.hear('Écho : /choisir{"choix": "b"}', room)
    await anne.say(room, "choix")
    await anne.until(lambda: sum("De quoi" in one for one in anne.bodies(room)) == 2)
    await anne.say(room, "des LOGEMENTS")
    await anne.hear('Écho : /choisir{"choix": "a"}', room)
    anne.heard.clear()
    await anne.react(room, event["event_id"], "2️⃣")
    await anne.hear('Écho : /choisir{"choix": "b"}', room)


async def test_a_list_and_its_feedback(anne: Person) -> None:
    room = await direct(anne)
    await anne.say(room, "liste")
    event = await anne.hear("Voici deux services", room)
    formatted = event["content"]["formatted_body"]
    assert "<strong>1. Service &lt;A&gt;</strong> (en test)<br>" in formatted
    assert '<a href="https://exemple.fr/a_b">' in formatted
    assert "👍" in event["content"]["body"]
    await anne.react(room, event["event_id"], "👍")
    await anne.hear("Écho : /remerciement", room)
    await anne.react(room, event["event_id"], "1️⃣")
    await anne.hear("Écho", room)


async def test_commands(anne: Person, gateway: Gateway) -> None:
    room = await direct(anne)
    await anne.say(room, "bonjour")
    await anne.hear("Écho : bonjour", room)
    await anne.say(room, "!aide")
    await anne.hear("« !recommencer » repart de zéro", room)
    await anne.say(room, "!recommencer")
    await anne.hear("Quel est votre besoin", room)
    await anne.say(room, "!effacer")
    await anne.until(lambda: anne.bodies(room)[-1] == "Notre conversation est effacée.")
    assert not [turn for turn in gateway.turns() if turn.startswith("!")]


async def test_in_a_room_only_when_mentioned_and_in_the_thread(synapse: Synapse, anne: Person, tmp_path: Path) -> None:
    async with Person(synapse.url, synapse.register("bob"), tmp_path / "bob") as bob:
        room = await anne.room(ME, bob.user, name="Service urbanisme")
        await bob.client.join(room)
        await anne.joined(room, ME)
        await anne.joined(room, bob.user)
        await anne.hear("seulement quand on me mentionne", room)
        await anne.say(room, "rien pour toi")
        await anne.say(room, "on en parle à Orientation demain")
        asked = await anne.say(room, "Orientation: choix", mention=ME)
        answer = await anne.hear("De quoi s’agit-il", room)
        assert answer["content"]["m.relates_to"]["rel_type"] == "m.thread"
        assert answer["content"]["m.relates_to"]["event_id"] == asked
        await bob.say(room, "1", thread=asked)  # another person's word isn't the choice of this one
        await anne.say(room, "je réfléchis", thread=asked)
        await anne.say(room, "1", thread=asked)
        await anne.hear('Écho : /choisir{"choix": "a"}', room)
        await bob.say(room, "et moi ?", thread=asked, mention=ME)
        await anne.hear("Écho : et moi ?", room)
        said = anne.bodies(room)
        assert not [body for body in said if "rien pour toi" in body or "demain" in body or "réfléchis" in body]
        assert sum("choisir" in body for body in said) == 1
        assert all(
            one["content"]["m.relates_to"]["event_id"] == asked
            for one in anne.messages(room)
            if one["sender"] == ME and "Écho" in one["content"]["body"]
        )


async def test_what_bots_write_and_edits_get_no_answer(anne: Person, gateway: Gateway) -> None:
    room = await direct(anne)
    first = await anne.say(room, "corrigé")
    await anne.hear("Écho : corrigé", room)
    await anne.send(room, {"msgtype": "m.notice", "body": "je suis un robot"})
    await anne.send(room, {"msgtype": "m.text", "body": "* mieux", "m.new_content": {"msgtype": "m.text", "body": "x"},
                           "m.relates_to": {"rel_type": "m.replace", "event_id": first}})  # fmt: skip
    await anne.send(room, {"msgtype": "m.image", "body": "plan.png", "url": "mxc://localhost/abc"})
    await anne.hear("Je ne lis que du texte", room)
    assert "je suis un robot" not in gateway.turns()
    assert not [turn for turn in gateway.turns() if "mieux" in turn]


async def test_a_room_that_is_not_encrypted_is_told_so(anne: Person) -> None:
    room = await anne.room(ME, encrypted=False, direct=True)
    await anne.hear("Ce salon n’est pas chiffré", room)
    await anne.say(room, "en clair")
    await anne.hear("Écho : en clair", room)


async def test_it_leaves_when_alone(synapse: Synapse, anne: Person, bot: Bot) -> None:
    room = await direct(anne)
    await anne.client.room_leave(room)
    token = synapse.call("POST", "/_matrix/client/v3/login", {
        "type": "m.login.password", "identifier": {"type": "m.id.user", "user": "bot"}, "password": "motdepasse",
    })["access_token"]  # fmt: skip
    await anne.until(
        lambda: room not in synapse.call("GET", "/_matrix/client/v3/joined_rooms", token=token)["joined_rooms"]
    )
    assert "Traceback" not in bot.said()


async def test_no_text_of_people_in_the_log(anne: Person, bot: Bot) -> None:
    room = await direct(anne)
    await anne.say(room, "MARQUESECRETE")
    await anne.hear("Écho : MARQUESECRETE", room)
    said = bot.said()
    assert "MARQUESECRETE" not in said
    assert "motdepasse" not in said
    assert anne.user not in said
    kept = b"".join(path.read_bytes() for path in (bot.folder / "tchap").glob("connector.db*"))
    assert b"MARQUESECRETE" not in kept
    assert anne.user.encode() not in kept
