"""Events in, answers out, before a gateway and an account that are doubles kept as code."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.connectors.common.gateway import Reply, Request
from bot.connectors.common.limits import PersonLimiter
from bot.connectors.tchap.bridge import Bridge, picked, transaction
from bot.connectors.tchap.errors import Refused
from bot.connectors.tchap.events import Heard
from bot.connectors.tchap.store import Store
from bot.connectors.tchap.technical import Technical

QUESTION = {
    "type": "question", "text": "Quoi ?\n1. Arbres\n2. Logements",
    "choices": [{"title": "Arbres", "payload": "c:1", "position": 1},
                {"title": "Logements", "payload": "c:2", "position": 2}],
}  # fmt: skip
LIST = {
    "type": "solutions", "text": "1. A\n2. B",
    "solutions": [{"name": "A", "position": 1}, {"name": "B", "position": 2}],
    "feedback": [{"title": "Oui", "payload": "c:oui"}, {"title": "Non", "payload": "c:non"}],
}  # fmt: skip


@dataclass
class Account:
    """Remembers what is said; a transaction said twice is one message, as a server does."""

    said: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    refuse: bool = False
    dies_after: int = 1000
    typed: list[bool] = field(default_factory=list)

    async def say(self, room: str, content: dict[str, Any], transaction: str) -> str | None:
        if self.refuse:
            return None
        if len(self.said) >= self.dies_after and transaction not in self.said:
            raise Refused("mort")
        self.said.setdefault(transaction, (room, content))
        return f"${list(self.said).index(transaction)}"

    async def typing(self, room: str, on: bool, keep: int) -> bool:
        self.typed.append(on)
        return True

    @property
    def bodies(self) -> list[str]:
        return [content["body"] for _room, content in self.said.values()]


@dataclass
class Gateway:
    """Answers by rote; the same message id gets the same answer."""

    entries: Sequence[dict[str, Any]] = ({"text": "Réponse"},)
    error: str | None = None
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)

    async def ask(self, sender: str, text: str, message_id: str) -> Reply:
        self.asked.append((sender, text, message_id))
        if text == "panne":
            raise KeyError(text)
        return Reply(self.entries, self.error)

    waits: str = ""
    """Number of the request that waits in every conversation."""
    wishes: list[str] = field(default_factory=list)

    async def request(self, sender: str) -> tuple[Request | None, Reply | None]:
        return (Request(self.waits, True) if self.waits else None), None

    async def erase(self, sender: str, request: str = "cancel") -> Reply:
        self.erased.append(sender)
        self.wishes.append(request)
        outcome = {"keep": "kept", "cancel": "cancelled"}[request] if self.waits else "none"
        text = f"Effacée. {outcome} {self.waits}" if self.waits else "Effacée."
        return Reply([{"text": text}], self.error, None, outcome)


@dataclass
class Rooms:
    is_direct: bool = True
    is_encrypted: bool = True
    name: str = "Orientation"

    def direct(self, room: str) -> bool:
        return self.is_direct

    def encrypted(self, room: str) -> bool:
        return self.is_encrypted


@dataclass
class Scene:
    """Everything around a bridge."""

    path: Path
    account: Account = field(default_factory=Account)
    gateway: Gateway = field(default_factory=Gateway)
    rooms: Rooms = field(default_factory=Rooms)
    per_minute: int = 100

    def __post_init__(self) -> None:
        self.store = Store(self.path / "connector.db")
        self.technical = Technical(self.account, "")
        self.restart()

    def restart(self) -> None:
        gateway: Any = self.gateway
        limiter = PersonLimiter(self.per_minute)
        self.bridge = Bridge(self.account, self.rooms, gateway, self.store, self.technical, limiter)

    async def hear(self, text: str, event: str, **more: Any) -> None:
        await self.bridge.handle(replace(Heard("!salon", event, "@anne:x", "text", text), **more))


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    one = Scene(tmp_path)
    one.store.enter("!salon")  # greeted already
    return one


async def test_an_event_is_answered_once(scene: Scene) -> None:
    await scene.hear("des arbres", "$a")
    await scene.hear("des arbres", "$a")
    assert scene.account.bodies == ["Réponse"]
    assert [ask[1:] for ask in scene.gateway.asked] == [("des arbres", "$a")]
    assert scene.account.typed == [True, False]


async def test_an_answer_cut_by_a_death_is_completed_and_not_doubled(scene: Scene) -> None:
    scene.gateway.entries = [{"text": "un"}, {"text": "deux"}, {"text": "trois"}]
    scene.account.dies_after = 2
    with pytest.raises(Refused):
        await scene.hear("x", "$a")
    assert not scene.store.handled("$a")
    scene.account.dies_after = 1000
    scene.restart()
    await scene.hear("x", "$a")
    assert scene.account.bodies == ["un", "deux", "trois"]
    assert {ask[2] for ask in scene.gateway.asked} == {"$a"}


async def test_a_fault_of_ours_is_said_once_and_told(scene: Scene) -> None:
    await scene.hear("panne", "$a")
    await scene.hear("panne", "$a")
    (body,) = scene.account.bodies
    assert "de notre côté" in body
    assert scene.store.handled("$a")
    (what,) = scene.technical._counts
    assert what.startswith("KeyError at ")


async def test_in_a_room_a_mention_opens_a_thread(scene: Scene) -> None:
    scene.rooms.is_direct = False
    await scene.hear("bonjour", "$a")
    assert scene.gateway.asked == []
    await scene.hear("des arbres", "$b", mentioned=True)
    contents = [content for _room, content in scene.account.said.values()]
    assert [content["m.relates_to"]["event_id"] for content in contents] == ["$b", "$b"]
    assert "assistant automatique" in contents[0]["body"]  # the first contact of a person, in a room of several
    assert contents[1]["body"] == "Réponse"
    await scene.hear("encore", "$c", mentioned=True)
    assert len(scene.account.said) == 3


async def test_one_conversation_a_room_a_thread_and_a_person(scene: Scene) -> None:
    scene.rooms.is_direct = False
    for event, more in [
        ("$1", {}), ("$2", {"thread": "$1"}), ("$3", {"thread": "$9"}), ("$4", {"thread": "$1", "sender": "@bob:x"}),
        ("$5", {"thread": "$1", "room": "!autre"}),
    ]:  # fmt: skip
        await scene.hear("x", event, mentioned=True, **more)
    senders = [ask[0] for ask in scene.gateway.asked]
    assert senders[0] == senders[1]  # the thread that the mention opened
    assert len(set(senders)) == 4
    assert not [sender for sender in senders if "anne" in sender or "salon" in sender]


async def test_in_its_thread_a_choice_needs_no_mention(scene: Scene) -> None:
    scene.rooms.is_direct = False
    scene.gateway.entries = [{"custom": QUESTION}]
    await scene.hear("x", "$a", mentioned=True)
    for number, words in enumerate(("2", "arbres", "je réfléchis", "3")):
        await scene.hear(words, f"$b{number}", thread="$a")
    await scene.hear("1", "$c", thread="$a", sender="@bob:x")
    await scene.hear("1", "$d", thread="$autre")
    assert [ask[1] for ask in scene.gateway.asked] == ["x", "2", "arbres"]


async def test_reactions_pick_what_the_message_offered(scene: Scene) -> None:
    scene.gateway.entries = [{"custom": QUESTION}]
    await scene.hear("x", "$a")
    scene.gateway.entries = [{"custom": LIST}]
    await scene.hear("y", "$b")
    scene.gateway.entries = [{"text": "ok"}]
    question, solutions = "$0", "$1"
    cases = [
        (question, "2️⃣", "c:2"), (question, "3️⃣", None), (question, "👍", None), ("$inconnu", "1️⃣", None),
        (solutions, "👍🏼", "c:oui"), (solutions, "👎", "c:non"), (solutions, "2️⃣", "2"), (solutions, "🎉", None),
    ]  # fmt: skip
    for number, (target, key, sent) in enumerate(cases):
        before = len(scene.gateway.asked)
        await scene.hear(key, f"$r{number}", kind="reaction", target=target)
        assert [ask[1] for ask in scene.gateway.asked[before:]] == ([sent] if sent else [])
    await scene.hear("1️⃣", "$r9", kind="reaction", target=question, sender="@bob:x")
    assert scene.gateway.asked[-1][1] == "2"


async def test_a_rank_of_an_earlier_list_is_said_by_its_name(scene: Scene) -> None:
    scene.gateway.entries = [{"custom": LIST}]
    await scene.hear("x", "$a")
    await scene.hear("y", "$b")
    await scene.hear("1️⃣", "$c", kind="reaction", target="$0")
    assert scene.gateway.asked[-1][1] == "A"


async def test_how_to_react_is_said(scene: Scene) -> None:
    scene.gateway.entries = [{"custom": LIST}, {"custom": QUESTION}, {"text": "fin"}]
    await scene.hear("x", "$a")
    first, second, third = scene.account.bodies
    assert "👍" in first
    assert "1️⃣" in second
    assert third == "fin"


async def test_commands(scene: Scene) -> None:
    await scene.hear("x", "$a")
    await scene.hear("x", "$b", thread="$t")
    await scene.hear("!recommencer", "$c", thread="$t")
    assert scene.gateway.erased == [scene.gateway.asked[1][0]]
    await scene.hear("!effacer", "$d")
    assert set(scene.gateway.erased) == {ask[0] for ask in scene.gateway.asked}
    await scene.hear("!aide", "$e")
    assert len(scene.gateway.asked) == 2
    assert "Écrivez votre besoin" in scene.account.bodies[-1]


@pytest.mark.parametrize("name", ["effacer", "recommencer"])
@pytest.mark.parametrize(("word", "wish", "outcome"), [("garder", "keep", "kept"), ("Annuler", "cancel", "cancelled")])
async def test_a_request_that_has_not_left_is_kept_or_cancelled(
    scene: Scene, name: str, word: str, wish: str, outcome: str
) -> None:
    scene.gateway.waits = "R261125-AAAAAA"
    await scene.hear("x", "$a")
    await scene.hear(f"!{name}", "$b")
    assert scene.gateway.erased == [] and len(scene.gateway.asked) == 1
    told = scene.account.bodies[-1]
    assert "R261125-AAAAAA" in told and f"!{name} garder" in told and f"!{name} annuler" in told
    await scene.hear(f"!{name} {word}", "$c")
    assert (scene.gateway.wishes, len(scene.gateway.asked)) == ([wish], 1)
    assert f"{outcome} R261125-AAAAAA" in scene.account.bodies[-1]
    assert ("Quel est votre besoin" in scene.account.bodies[-1]) is (name == "recommencer")


async def test_a_room_that_is_left_cancels_no_request(scene: Scene) -> None:
    scene.gateway.waits = "R261125-AAAAAA"
    await scene.hear("x", "$a")
    await scene.bridge.left("!salon")
    assert scene.gateway.wishes == ["keep"]


async def test_an_erasure_that_fails_is_not_said_done(scene: Scene) -> None:
    scene.gateway.error = "erasure"
    await scene.hear("!effacer", "$a")
    assert scene.account.bodies == ["Effacée."]  # here, the refusal's own sentence
    assert "gateway: erasure" in scene.technical._counts


async def test_refusals_are_shown_and_told_when_they_are_ours(scene: Scene) -> None:
    scene.gateway.entries, scene.gateway.error = [{"text": "Trop long."}], "too_long"
    await scene.hear("x", "$a")
    assert (scene.account.bodies, dict(scene.technical._counts)) == (["Trop long."], {})
    scene.gateway.error = "slow"
    await scene.hear("x", "$b")
    assert dict(scene.technical._counts) == {"gateway: slow": 1}


async def test_a_person_who_writes_too_fast_is_told_once(tmp_path: Path) -> None:
    scene = Scene(tmp_path, per_minute=2)
    scene.store.enter("!salon")
    for number in range(6):
        await scene.hear("x", f"${number}")
    assert len(scene.gateway.asked) == 2
    assert len([body for body in scene.account.bodies if "Merci de patienter" in body]) == 1
    assert all(scene.store.handled(f"${number}") for number in range(6))
    await scene.hear("x", "$bob", sender="@bob:x")
    assert len(scene.gateway.asked) == 3


async def test_greeting(tmp_path: Path) -> None:
    for number, (direct, encrypted) in enumerate([(True, True), (False, True), (False, False)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        scene = Scene(folder, rooms=Rooms(direct, encrypted))
        await scene.bridge.greet("!salon")
        await scene.bridge.greet("!salon")
        (body,) = scene.account.bodies
        assert "un programme, pas une personne" in body
        assert ("« @Orientation »" in body) is not direct
        assert ("n’est pas chiffré" in body) is not encrypted


async def test_what_cannot_be_read_is_said_once_a_day_and_can_be_answered_later(scene: Scene) -> None:
    for number in range(3):
        await scene.bridge.unreadable(Heard("!salon", f"${number}", "@anne:x", "unreadable"))
    assert len(scene.account.bodies) == 1
    await scene.hear("enfin lisible", "$1")
    assert scene.account.bodies[-1] == "Réponse"


async def test_media_get_a_sentence(scene: Scene) -> None:
    await scene.hear("", "$a", kind="media")
    assert scene.account.bodies == ["Je ne lis que du texte. Merci de décrire votre besoin avec vos mots."]
    scene.rooms.is_direct = False
    await scene.hear("", "$b", kind="media")
    assert len(scene.account.bodies) == 1


async def test_a_room_that_takes_nothing_more(scene: Scene) -> None:
    scene.account.refuse = True
    scene.gateway.entries = [{"text": "un"}, {"text": "deux"}]
    await scene.hear("x", "$a")
    assert dict(scene.technical._counts) == {"server: a message was refused": 1}
    assert scene.store.handled("$a")


async def test_leaving_a_room_erases_what_was_said_there(scene: Scene) -> None:
    await scene.hear("x", "$a")
    await scene.hear("x", "$b", room="!autre")
    await scene.bridge.left("!salon")
    assert scene.gateway.erased == [scene.gateway.asked[0][0]]


def test_transactions_are_told_apart() -> None:
    assert transaction("$a", "0") == transaction("$a", "0")
    assert len({transaction("$a", "0"), transaction("$a", "1"), transaction("$b", "0"), transaction("$a0", "")}) == 4


def test_what_picks() -> None:
    from bot.connectors.common.render import Choice

    choices = [Choice(1, "Été", "c:1"), Choice(None, "Ça m’aide", "c:2", "feedback")]
    assert [picked(words, choices) for words in ("1", "1.", "(1)", "ete", "ça m'aide", "2", "un", "")] == [
        True, True, True, True, True, False, False, False,
    ]  # fmt: skip
