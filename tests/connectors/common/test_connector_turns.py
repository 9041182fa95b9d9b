"""Turns as the gateway gave them (``tests/connectors/turns``), as Mattermost and Tchap show them to who asked."""

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from bot.connectors.common.render import Message, render
from bot.connectors.mattermost.answering import item_of
from bot.connectors.mattermost.answers import LONGEST, Forms, Outgoing
from bot.connectors.mattermost.events import Me, Posted, message_of, parse
from bot.connectors.mattermost.signing import Signer
from bot.connectors.tchap.events import Me as TchapMe
from bot.connectors.tchap.events import content_of, hear
from bot.folders import ROOT

HERE = ROOT / "tests" / "connectors"
TURNS = sorted((HERE / "turns").glob("*.json"))
NAMES = ["answer", "detail", "relay", "solutions", "themes"]
SPECIFICATION = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
BOT = Me("b4orientation7qx1bot9zk3mw", "orientation")
EVENT = {
    "sender": "@anne:agent.dinum.tchap.gouv.fr", "event_id": "$demande", "type": "m.room.message",
    "content": {"msgtype": "m.text", "body": "On a des logements vides", "m.mentions": {}},
    "origin_server_ts": 1764000001000,
}  # fmt: skip


def recorded(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((HERE / "turns" / f"{name}.json").read_text(encoding="utf-8"))
    return entries


def shown(name: str) -> Message:
    """The one message of a recorded turn that draws a payload."""
    (message,) = [one for one in render(recorded(name)) if one.payload]
    return message


def posts(name: str, asked: str, callback: str = "https://a.fr") -> list[Outgoing]:
    """What Mattermost gets in answer to a recorded frame."""
    frame = json.loads((HERE / "mattermost" / "payloads" / f"{asked}.json").read_text(encoding="utf-8"))["frame"]
    event = parse(json.dumps(frame))
    assert isinstance(event, Posted)
    item = item_of(message_of(event.post, event.channel_type, BOT))
    return Forms(Signer(b"k" * 32), callback).posts(item, render(recorded(name)), BOT.username)


def buttons(sent: list[Outgoing]) -> list[str]:
    return [action["name"] for one in sent for part in one.props.get("attachments", []) for action in part["actions"]]


def notice(name: str) -> dict[str, Any]:
    """What Tchap gets in answer to a recorded event."""
    heard = hear(EVENT, "!salon:x", TchapMe("@orientation:agent.tchap.gouv.fr", "Orientation"))
    assert heard.text == "On a des logements vides"
    return content_of(shown(name), "", "$demande")


def test_every_new_part_was_recorded() -> None:
    assert [path.stem for path in TURNS] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_turn_is_of_the_contract(name: str) -> None:
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/MessageRendu"}}
    jsonschema.validate(recorded(name), {**schema, "components": SPECIFICATION["components"]})


@pytest.mark.parametrize("name", NAMES)
def test_each_says_all_in_text_once(name: str) -> None:
    payload = shown(name).payload
    assert payload is not None
    sent = "\n\n".join(one.text for one in posts(name, "direct"))
    body = notice(name)["body"]
    assert body.startswith(payload["text"]) and body.count(payload["text"]) == 1
    plain = re.sub(r"\\([\\`*_{}\[\]<>#|~^$+.=-])", r"\1", sent.replace("**", ""))
    for line in payload["text"].splitlines():
        assert line.replace("**", "") in plain


@pytest.mark.parametrize("name", NAMES)
def test_what_is_numbered_is_a_button_in_mattermost_and_a_digit_in_tchap(name: str) -> None:
    message = shown(name)
    numbered = {choice.number: choice.title for choice in message.choices if choice.number}
    assert numbered and sorted(numbered) == list(range(1, len(numbered) + 1))
    for number, title in numbered.items():
        assert re.search(rf"^{number}\. {re.escape(title)}", notice(name)["body"], re.MULTILINE)
        assert f"<strong>{number}. {title.replace('&', '&amp;')}</strong>" in notice(name)["formatted_body"]
    picked = [f"{one.number}. {one.title}" for one in message.choices if one.number and one.kind == "choice"]
    assert [one for one in buttons(posts(name, "direct")) if one[0].isdigit()] == picked


@pytest.mark.parametrize("asked", ["direct", "mentioned", "mentioned-thread"])
def test_a_list_in_mattermost_opens_each_service(asked: str) -> None:
    sent = posts("solutions", asked)
    assert all(len(one.text) <= LONGEST for one in sent)
    assert buttons(sent) == [
        "En savoir plus sur Zéro logement vacant", "En savoir plus sur UrbanVitaliz", "3. Autres pistes",
        "4. Parler à quelqu’un", "Ça m’aide", "Ça ne répond pas",
    ]  # fmt: skip
    assert ("`@orientation 1`" in sent[-1].text) == (asked != "direct")
    assert "Pour en savoir plus sur un service, répondez par son numéro." in sent[-1].text
    assert buttons(posts("solutions", asked, callback="")) == []


def test_details_have_their_headings_in_bold() -> None:
    (sent,) = posts("detail", "direct")
    for title in ("UrbanVitaliz", "Pour qui", "Pour commencer", "Ce que ça ne fait pas"):
        assert f"**{title}**" in sent.text
        assert f"<strong>{title}</strong>" in notice("detail")["formatted_body"]
    assert sent.text.index("Pour qui") < sent.text.index("Pour commencer") < sent.text.index("Ce que ça ne fait pas")
    assert "Fiche vérifiée le 20 août 2026." in sent.text


def test_the_summary_of_a_request_is_a_list_in_both() -> None:
    (sent,) = posts("relay", "direct")
    assert "\n- **Besoin** : " in sent.text and "\n- **Qui demande** : une commune" in sent.text
    assert "<ul><li><strong>Besoin</strong>" in notice("relay")["formatted_body"]


def test_themes_stand_under_their_groups() -> None:
    text = "\n".join(one.text for one in posts("themes", "direct"))
    assert "**Environnement**\n**24. Climat et énergie** (16)" in text
    assert (
        "<strong>Environnement</strong><br><strong>24. Climat et énergie</strong> (16)"
        in notice("themes")["formatted_body"]
    )
