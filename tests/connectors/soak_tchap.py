"""The measure of the Tchap connector: messages lost and doubled across deaths, latency, memory. Not part of the tests.

    .venv-connectors/bin/python tests/connectors/soak_tchap.py [--messages 500] [--kills 10] [--restarts 2]

A real Synapse, the real gateway before a Rasa that echoes, five people in encrypted direct rooms. The connector runs
with its settings by default (one call a second), the limit a person apart. It is killed by SIGKILL, and the server is
restarted, while messages keep coming. Then one person writes at leisure, with the bucket and without.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "apart"))
from conftest import Bot, Gateway, make_bot, wait_connected  # noqa: E402
from person import Person  # noqa: E402
from synapse import Synapse  # noqa: E402

PEOPLE = 5
PACE = 1.25
"""Seconds between two messages of all people together: the server is called once a second on average."""


async def direct(person: Person, guest: str) -> str:
    room = await person.room(guest, direct=True)
    await person.joined(room, guest, 60)
    await person.hear("assistant automatique", room, 60)
    return room


def fate(people: list[Person], sent: dict[str, int]) -> Counter[int]:
    """How many answers each message got: answers of distinct event ids."""
    answers: Counter[str] = Counter()
    for person in people:
        seen = {one["event_id"]: str(one["content"].get("body", "")) for one in person.messages()}
        answers.update(body.removeprefix("Écho : ") for body in seen.values() if body.startswith("Écho : "))
    return Counter(answers[text] for text in sent)


class Storm:
    """Messages, deaths and restarts."""

    def __init__(self, synapse: Synapse, gateway: Gateway, bot: Bot, folder: Path, options: Any) -> None:
        self.synapse, self.gateway, self.bot, self.options = synapse, gateway, bot, options
        self.chance = random.Random(7)
        users = [synapse.register(f"p{number}") for number in range(PEOPLE)]
        self.people = [Person(synapse.url, user, folder / user[1:3]) for user in users]
        self.sent: dict[str, int] = {}
        self.memory: list[int] = []

    async def kill(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.0, 0.4))  # anywhere in the life of an answer
        self.memory.append(self.bot.memory())
        self.bot.kill()
        await asyncio.sleep(self.chance.uniform(0.2, 4.0))
        self.bot.start()

    async def restart(self) -> None:
        await asyncio.to_thread(self.synapse.stop)
        await asyncio.sleep(2)
        await asyncio.to_thread(self.synapse.start)

    async def send(self, number: int, rooms: list[str]) -> None:
        text = f"m{number}"
        self.sent[text] = number
        await self.people[number % PEOPLE].say(rooms[number % PEOPLE], text)

    @staticmethod
    def spread(count: int, messages: int, shift: int = 0) -> set[int]:
        """After which messages something happens."""
        return {round(messages / (count + 1) * (number + 1)) + shift for number in range(count)}

    async def run(self) -> dict[str, Any]:
        for person in self.people:
            await person.__aenter__()
        rooms = [await direct(person, self.bot.settings["TCHAP_USER"]) for person in self.people]
        kills = self.spread(self.options.kills, self.options.messages)
        restarts = self.spread(self.options.restarts, self.options.messages, shift=7)
        under_way = []
        for number in range(self.options.messages):
            under_way.append(asyncio.create_task(self.send(number, rooms)))
            under_way += [asyncio.create_task(self.kill())] if number in kills else []
            under_way += [asyncio.create_task(self.restart())] if number in restarts else []
            await asyncio.sleep(PACE)
            if number % 50 == 0:
                print(f"{number}: {dict(fate(self.people, self.sent))}", flush=True)
        await asyncio.gather(*under_way)
        end = time.monotonic() + 180
        while time.monotonic() < end and fate(self.people, self.sent)[0]:
            await asyncio.sleep(1)
        await asyncio.sleep(10)  # what would be doubled would come now
        self.memory.append(self.bot.memory())
        for person in self.people:
            await person.__aexit__()
        return self.outcome() | {"kills": len(kills), "server restarts": len(restarts)}

    def outcome(self) -> dict[str, Any]:
        counts, turns = fate(self.people, self.sent), Counter(self.gateway.turns())
        return {
            "sent": len(self.sent),
            "answered": sum(number for times, number in counts.items() if times),
            "lost": counts[0],
            "doubled": sum(number for times, number in counts.items() if times > 1),
            "turns of Rasa doubled": sum(times > 1 for text, times in turns.items() if text in self.sent),
            "unreadable": sum(one["unread"] for person in self.people for one in person.messages()),
            "memory kB": {"least": min(self.memory), "most": max(self.memory)},
        }


def gateway_alone(gateway: Gateway, count: int) -> list[float]:
    """What the gateway and the echoing Rasa take by themselves."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    times = []
    for number in range(count):
        body = json.dumps({"sender": "mesure", "message": f"seul {number}"}).encode()
        headers = {"Authorization": "Bearer secret", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{gateway.port}/webhooks/rest/webhook", body, headers)
        began = time.monotonic()
        opener.open(request, timeout=30).read()
        times.append(time.monotonic() - began)
    return times


async def leisure(synapse: Synapse, bot: Bot, folder: Path, name: str, count: int, pause: float) -> list[float]:
    """From the moment a person sends to the moment they read the answer."""
    times = []
    async with Person(synapse.url, synapse.register(name), folder / name) as person:
        room = await direct(person, bot.settings["TCHAP_USER"])
        await asyncio.sleep(6)
        for number in range(count):
            began = time.monotonic()
            await person.say(room, f"{name} {number}")
            event = await person.hear(f"Écho : {name} {number}", room, 60)
            times.append(event["heard"] - began)
            await asyncio.sleep(max(0.0, pause - (time.monotonic() - began)))
    return times


async def matrix_alone(synapse: Synapse, folder: Path, count: int) -> list[float]:
    """The same way between two people and back, without the connector: what Matrix takes by itself."""
    times = []
    async with Person(synapse.url, synapse.register("aller"), folder / "aller") as one:
        async with Person(synapse.url, synapse.register("retour"), folder / "retour") as other:
            room = await one.room(other.user, direct=True)
            await other.client.join(room)
            await one.joined(room, other.user)
            await other.joined(room, one.user)
            for number in range(count):
                began = time.monotonic()
                await one.say(room, f"ping {number}")
                await other.hear(f"ping {number}", room)
                await other.say(room, f"pong {number}")
                event = await one.hear(f"pong {number}", room)
                times.append(event["heard"] - began)
    return times


def shown(times: list[float]) -> str:
    cut = statistics.quantiles(times, n=20)
    return f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {cut[18] * 1000:.0f} ms ({len(times)})"


async def measure(options: Any) -> None:
    folder = Path(tempfile.mkdtemp(prefix="soak-tchap-"))
    places = {name: folder / name for name in ("synapse", "gateway", "bot", "free", "people")}
    for place in places.values():
        place.mkdir()
    synapse, gateway = Synapse(places["synapse"]).start(), Gateway(places["gateway"]).start()
    bot = make_bot(synapse, gateway, places["bot"], TCHAP_CALLS_PER_SECOND="1", TCHAP_CALLS_BURST="5").start()
    try:
        wait_connected(gateway)
        print(f"memory once connected: {bot.memory()} kB", flush=True)
        if options.messages:
            storm = Storm(synapse, gateway, bot, places["people"], options)
            print(json.dumps(await storm.run(), indent=1), flush=True)
        count = options.turns
        print("gateway alone:", shown(gateway_alone(gateway, count)))
        print("Matrix alone, there and back:", shown(await matrix_alone(synapse, places["people"], count)))
        for pause in (4.0, 1.5):
            times = await leisure(synapse, bot, places["people"], f"avec{pause:.0f}", count, pause)
            print(f"with the bucket, a message every {pause:g} s:", shown(times), flush=True)
        bot.stop()
        bot.settings["TCHAP_CALLS_PER_SECOND"] = "0"
        bot.start()
        for pause in (4.0, 1.5):
            times = await leisure(synapse, bot, places["people"], f"sans{pause:.0f}", count, pause)
            print(f"without the bucket, a message every {pause:g} s:", shown(times), flush=True)
        print(f"memory at the end: {bot.memory()} kB")
    finally:
        bot.stop()
        gateway.stop()
        synapse.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--restarts", type=int, default=2)
    parser.add_argument("--turns", type=int, default=40, help="of each measure of latency")
    asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
