"""Settings, signatures, forms of the answers, store: what needs no server."""

import stat
import time
from pathlib import Path
from typing import Any

import pytest

from bot.connectors.common.render import render
from bot.connectors.common.settings import WrongSetting
from bot.connectors.mattermost.answers import LONGEST, Forms, pieces_of
from bot.connectors.mattermost.client import _anchor
from bot.connectors.mattermost.events import Post
from bot.connectors.mattermost.settings import MattermostSettings, signing_key
from bot.connectors.mattermost.signing import Button, Forged, Signer
from bot.connectors.mattermost.store import Item, Store

GIVEN = {"MATTERMOST_URL": "https://discussion.example.fr", "MATTERMOST_TOKEN": "t"}
NOWHERE = Path("/nonexistent/.env")


def load(**more: str) -> MattermostSettings:
    settings = MattermostSettings.load({**GIVEN, **more}, NOWHERE)
    assert settings is not None
    return settings


def item(number: int = 1, **more: Any) -> Item:
    fields: dict[str, Any] = {
        "id": f"p{number}", "kind": "post", "channel_id": "c", "root_id": "", "user_id": "u", "created_at": number,
        "direct": True,
    }  # fmt: skip
    return Item(**{**fields, **more})


def test_no_key_is_no_connector() -> None:
    assert MattermostSettings.load({"PATH": "/"}, NOWHERE) is None


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"MATTERMOST_TOKEN": ""}, "MATTERMOST_TOKEN"),
        ({"MATTERMOST_URL": "discussion.example.fr"}, "MATTERMOST_URL"),
        ({"MATTERMOST_URL": "https://a.fr/?x=1"}, "MATTERMOST_URL"),
        ({"MATTERMOST_CALLBACK_URL": "ftp://a.fr"}, "MATTERMOST_CALLBACK_URL"),
        ({"MATTERMOST_CALLBACK_PORT": "0"}, "MATTERMOST_CALLBACK_PORT"),
        ({"MATTERMOST_CALLBACK_SECRET": "court"}, "MATTERMOST_CALLBACK_SECRET"),
        ({"MATTERMOST_CATCH_UP_HOURS": "0"}, "MATTERMOST_CATCH_UP_HOURS"),
        ({"MATTERMOST_TOKENS": "x"}, "MATTERMOST_TOKENS"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(changed: dict[str, str], named: str) -> None:
    with pytest.raises(WrongSetting, match=named) as wrong:
        load(**changed)
    assert "court" not in str(wrong.value)


def test_tokens_of_the_command() -> None:
    assert load(MATTERMOST_COMMAND_TOKENS=" a , b,").tokens == ("a", "b")
    assert not load().listens and load(MATTERMOST_CALLBACK_URL="https://a.fr/x").listens


def test_the_key_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    first, second = signing_key(load(), tmp_path), signing_key(load(), tmp_path)
    assert first == second and len(first) == 64
    assert stat.S_IMODE((tmp_path / "callback.key").stat().st_mode) == 0o600
    assert signing_key(load(MATTERMOST_CALLBACK_SECRET="k" * 32), tmp_path) == b"k" * 32
    (tmp_path / "callback.key").write_text("\n")
    with pytest.raises(WrongSetting, match="callback.key"):
        signing_key(load(), tmp_path)


def test_a_signature_tells_fields_apart() -> None:
    signer = Signer(b"k" * 32)
    left, right = Button("ab", "c", "u", "", "p", "t", "x"), Button("a", "bc", "u", "", "p", "t", "x")
    assert signer.read(signer.context(left)) == left
    with pytest.raises(Forged):
        signer.read({**signer.context(right), "signature": signer.context(left)["signature"]})
    with pytest.raises(Forged):
        Signer(b"j" * 32).read(signer.context(left))


CHOICES = [
    {
        "text": "Qui ?",
        "buttons": [
            {"title": "A" * 90, "payload": "c:1", "position": 1},
            {"title": "B", "payload": "c:2", "position": 2},
        ],
    }
]


def test_the_same_answer_gives_the_same_posts() -> None:
    forms = Forms(Signer(b"k" * 32), "https://a.fr/rappel/")
    first, second = (forms.posts(item(), render(CHOICES), "orientation") for _ in range(2))
    assert first == second and first[0].pending_id == second[0].pending_id


def test_buttons_call_the_callback_address_and_long_titles_are_cut() -> None:
    (post,) = Forms(Signer(b"k" * 32), "https://a.fr/rappel/").posts(item(), render(CHOICES), "orientation")
    first, second = post.props["attachments"][0]["actions"]
    assert first["integration"]["url"] == "https://a.fr/rappel/choix"
    assert len(first["name"]) <= 63 and first["name"].startswith("1. AAA") and first["name"].endswith("…")
    assert second["integration"]["context"]["token"] == "c:2"


def test_without_callback_address_there_are_numbers_only() -> None:
    (post,) = Forms(Signer(b"k" * 32)).posts(item(direct=False, root_id="r"), render(CHOICES), "robot")
    assert "attachments" not in post.props
    assert "2. B" in post.text and "`@robot 1`" in post.text


def test_a_long_text_is_cut_where_it_reads_well() -> None:
    text = "\n\n".join(f"paragraphe {number} " + "mot " * 100 for number in range(30))
    pieces = pieces_of(text)
    assert all(len(piece) <= LONGEST for piece in pieces) and len(pieces) > 2
    assert all(piece.startswith("paragraphe") for piece in pieces)
    assert "".join(pieces).replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert pieces_of("x" * (LONGEST + 1)) == ["x" * LONGEST, "x"]


def test_the_store_takes_an_item_once_and_remembers(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = Store(path)
    assert store.take(item(2)) and store.take(item(1, kind="click", choice="c:1")) and not store.take(item(2))
    again = Store(path)
    assert again.pending() == [item(1, kind="click", choice="c:1"), item(2)]
    again.done("p1")
    again.done("p2")
    assert store.pending() == [] and not store.take(item(1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_mark_never_goes_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db")
    assert store.read_until is None
    for value in (5, 9, 7):
        store.read_until = value
    assert store.read_until == 9


def test_what_is_old_is_forgotten(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db")
    store.take(item())
    store.greet("u")
    store.purge(1, 30)
    assert store.greeted("u") and not store.take(item())
    time.sleep(0.01)
    store.purge(0, 0)
    assert not store.greeted("u") and store.take(item())


def test_posts_of_one_millisecond_are_never_cut_by_a_page() -> None:
    page = [Post(f"p{number}", "c", "", "u", "", "", at) for number, at in enumerate([9, 8, 7, 7, 7])]
    assert _anchor(page) == "p1"
    assert _anchor(page[2:]) == "p4"
