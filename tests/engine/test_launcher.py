"""Rasa as we start it: loopback, quiet, streams that end, events where the settings say."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa.core.actions.action import ActionSessionStart, RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.telemetry import is_telemetry_enabled
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.engine import launcher, patches
from bot.engine.store import Trackers, tracker_url
from bot.folders import ROOT
from bot.reading.state import MEMORY, Need, State
from bot.runtime.exits import NO_USE_RESTARTING
from bot.settings import Settings

MARK = "zébulon-7391"
"""Stands for what a person wrote."""

FAKE = """
import logging, sys
from pathlib import Path
from bot.engine import launcher

class Agent:
    async def handle_message(self, message):
        if "muet" in message.text:
            return
        if "avant" not in message.text:
            await message.output_channel.send_text_message(message.sender_id, "bonjour " + message.text)
        if "panne" in message.text:
            import structlog
            structlog.get_logger().error("essai.panne", text=message.text)
            logging.getLogger("rasa.core.processor").error("failed on " + message.text)
            raise ValueError("cannot handle " + message.text)

launcher.newest_model = lambda settings: Path("aucun")
launcher.load_agent = lambda settings, model: Agent()
sys.exit(launcher.main())
"""


def settings_with(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


@pytest.fixture(scope="module")
def rasa(start: Callable[..., Any]) -> Any:
    """Rasa's server as the launcher makes it, before an agent of ours."""
    program = start(FAKE, "RASA_PORT")
    program.wait_until_listening()
    return program


def say(rasa: Any, message: str, stream: bool = True) -> list[dict[str, Any]]:
    """One turn; a stream that doesn't end raises a timeout."""
    url = f"http://127.0.0.1:{rasa.port}/webhooks/rest/webhook" + ("?stream=true" if stream else "")
    response = httpx.post(url, json={"sender": "a", "message": message}, timeout=5, trust_env=False)
    assert response.status_code == 200
    return [json.loads(line) for line in response.text.splitlines()] if stream else list(response.json())


def test_telemetry_is_off() -> None:
    assert not is_telemetry_enabled()


def test_telemetry_is_off_whatever_the_environment_says() -> None:
    code = "import bot.engine, os; print(os.environ['RASA_TELEMETRY_ENABLED'])"
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "true"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "false\n"


def test_listens_on_loopback_only(rasa: Any) -> None:
    assert rasa.listens_on() == {"0100007F"}


def test_rest_channel_alone(rasa: Any) -> None:
    base = f"http://127.0.0.1:{rasa.port}"
    for path in (
        "/status",
        "/version",
        "/domain",
        "/conversations/a/tracker",
        "/model/parse",
        "/webhooks/slack/webhook",
    ):
        assert httpx.get(base + path, trust_env=False).status_code == 404
    assert httpx.get(base + "/webhooks/rest/", trust_env=False).json() == {"status": "ok"}


def test_a_turn_is_answered(rasa: Any) -> None:
    assert say(rasa, "vous") == [{"recipient_id": "a", "text": "bonjour vous"}]
    assert say(rasa, "vous", stream=False) == [{"recipient_id": "a", "text": "bonjour vous"}]


@pytest.mark.parametrize("message", ["muet", f"panne avant {MARK}"])
def test_a_stream_without_answer_ends(rasa: Any, message: str) -> None:
    assert say(rasa, message) == []


def test_what_was_said_before_a_fault_is_kept(rasa: Any) -> None:
    assert [one["text"] for one in say(rasa, f"panne après {MARK}")] == [f"bonjour panne après {MARK}"]


def test_no_text_in_the_log(rasa: Any) -> None:
    say(rasa, f"panne avant {MARK}")
    say(rasa, f"panne avant {MARK}", stream=False)
    httpx.post(f"http://127.0.0.1:{rasa.port}/webhooks/rest/webhook", content=MARK.encode(), trust_env=False)
    time.sleep(0.2)
    said = rasa.said()
    assert MARK not in said
    assert "zébulon" not in said
    assert json.dumps(MARK)[1:-1] not in said
    assert "ValueError at " in said
    assert "essai.panne" in said
    assert "Traceback" not in said


def test_without_a_model_no_restart_is_of_use(tmp_path: Path) -> None:
    environment = {**os.environ, "MODELS_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "bot.engine.launcher"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == NO_USE_RESTARTING
    assert "make train" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_newest_model_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "dialogue"
    folder.mkdir()
    for age, name in ((20, "b"), (10, "a"), (30, "c")):
        path = folder / f"{name}.tar.gz"
        path.touch()
        os.utime(path, (time.time() - age, time.time() - age))
    assert launcher.newest_model(settings_with(models_dir=tmp_path)) == folder / "a.tar.gz"


def test_actions_are_called_on_loopback() -> None:
    action = launcher.read_endpoints(settings_with(actions_port=5999)).action
    assert action.url == "http://127.0.0.1:5999/webhook"
    assert action.kwargs["enable_selective_domain"] is True


def test_the_files_name_one_channel() -> None:
    from rasa.core.run import create_http_input_channels

    from bot.engine.channel import Rest

    channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    assert [type(channel) for channel in channels] == [Rest]
    assert channels[0].url_prefix() == "rest"


def test_events_have_a_file_of_their_own_with_sqlite(tmp_path: Path) -> None:
    assert tracker_url(settings_with(database_url="", var_dir=tmp_path)) == f"sqlite:///{tmp_path}/tracker.db"
    other = settings_with(database_url=f"sqlite:///{tmp_path}/a.db", var_dir=tmp_path)
    assert tracker_url(other) == f"sqlite:///{tmp_path}/tracker.db"


@pytest.mark.parametrize(
    "address", ["postgresql://u:p%40ss@h:5433/base?sslmode=require", "postgresql+psycopg2:///base?host=/run/pg"]
)
def test_events_go_to_the_products_server(address: str) -> None:
    assert tracker_url(settings_with(database_url=address)) == address


async def keep_and_read(store: Trackers) -> str:
    """Text of the last message, once written and read again."""
    tracker = DialogueStateTracker("essai-lanceur", [])
    tracker.update(UserUttered("où trouver l’eau ?", {"name": "besoin", "confidence": 1.0}))
    await store.save(tracker)
    found = await store.retrieve("essai-lanceur")
    return str(found.latest_message.text)


async def test_events_are_kept_in_sqlite(tmp_path: Path) -> None:
    store = Trackers(f"sqlite:///{tmp_path}/var/tracker.db", Domain.empty())
    assert await keep_and_read(store) == "où trouver l’eau ?"
    with create_engine(f"sqlite:///{tmp_path}/var/tracker.db").connect() as connection:
        assert connection.execute(text("select count(*) from events")).scalar() == 1


async def test_events_are_kept_in_postgresql(postgresql_address: str) -> None:
    store = Trackers(postgresql_address, Domain.empty())
    try:
        assert await keep_and_read(store) == "où trouver l’eau ?"
    finally:
        store.engine.dispose()


def test_a_database_that_is_away_is_said_at_once() -> None:
    with pytest.raises(SQLAlchemyError):
        Trackers("postgresql://personne@127.0.0.1:9/rien")


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa as corrected, in this process, for one test."""
    import rasa.core.actions.action as actions
    import rasa.utils.endpoints as endpoints
    import structlog

    for module in (actions, endpoints):
        monkeypatch.setattr(module, "DEFAULT_REQUEST_TIMEOUT", module.DEFAULT_REQUEST_TIMEOUT)
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    start = actions.ActionSessionStart
    monkeypatch.setattr(start, "_slot_set_events_from_tracker", start._slot_set_events_from_tracker)
    kept = structlog.get_config()
    patches.apply()
    yield
    structlog.configure(**kept)


@pytest.mark.usefixtures("patched")
class TestCorrections:
    async def test_a_new_session_keeps_each_slot_once(self) -> None:
        """What of the memory still stands after an hour is the desk's to say (bot/conversation/resuming.py)."""
        domain = Domain.load(str(ROOT / "domain.yml"))
        memory = State(needs=(Need("logements vides", shown=("a",)),)).memory()
        said = [SlotSet("role", "commune"), SlotSet(MEMORY, State().memory()), SlotSet(MEMORY, memory)]
        tracker = DialogueStateTracker.from_events("essai", said, domain.slots)
        kept = [event.as_dict() for event in await ActionSessionStart().run(None, None, tracker, domain)]
        assert [event.get("name") for event in kept] == [None, "role", MEMORY, "action_listen"]
        assert [event["value"] for event in kept if event.get("name") == MEMORY] == [memory]

    def test_answers_of_actions_are_checked(self) -> None:
        action = RemoteAction("action_essai", None)
        assert action._validate_action_result({"events": [{"event": "slot", "name": "a", "value": 1}], "responses": []})
        for bad in ({"events": "x"}, {"responses": [MARK]}, []):
            with pytest.raises(RasaException) as raised:
                action._validate_action_result(bad)
            assert MARK not in str(raised.value)

    def test_and_fast(self) -> None:
        action, answer = RemoteAction("action_essai", None), {"events": [], "responses": [{"text": "a"}] * 4}
        started = time.perf_counter()
        for _ in range(100):
            action._validate_action_result(answer)
        assert time.perf_counter() - started < 0.5

    async def test_a_frozen_action_is_left_after_four_seconds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import rasa.core.actions.action as actions
        from rasa.utils.endpoints import EndpointConfig

        assert actions.DEFAULT_REQUEST_TIMEOUT == 4
        monkeypatch.setattr(actions, "DEFAULT_REQUEST_TIMEOUT", 0.2)
        frozen = await asyncio.start_server(lambda _reader, _writer: asyncio.sleep(5), "127.0.0.1", 0)
        port = frozen.sockets[0].getsockname()[1]
        action = RemoteAction("action_essai", EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
        with pytest.raises(asyncio.TimeoutError):
            await action.run(None, None, DialogueStateTracker("a", []), Domain.empty())
        frozen.close()

    def test_structured_events_keep_their_name_only(self, caplog: pytest.LogCaptureFixture) -> None:
        import structlog

        with caplog.at_level(logging.WARNING):
            structlog.get_logger("rasa.essai").warning("essai.evenement", text=MARK, tracker={"a": MARK})
        record = caplog.records[-1]
        assert record.constant == "essai.evenement"
        assert MARK not in str(record.__dict__)
