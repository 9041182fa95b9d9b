"""A gateway on a database of its own, before a fake Rasa."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import redis as redis_client
import sqlalchemy as sa
from fake_rasa import FakeRasa
from starlette.applications import Starlette

from bot.database import upgrade
from bot.gateway.app import Gateway, create_app
from bot.gateway.limits import Deadlines
from bot.settings import Settings

SHORT = Deadlines(
    first=0.4, silence=0.4, total=1.2, queue=2.0, waiting=2, storage=4.0, body=0.5, check=0.5,
    patience=0.3, keep_alive=0.15, watch=0.6, watch_keep_alive=0.2,
)  # fmt: skip
"""Deadlines that keep the tests fast."""
STEADY = replace(SHORT, first=10.0, silence=10.0, total=20.0, queue=20.0, watch=20.0)
"""For tests in which nothing is late, on a machine that may be slow."""


async def until(happened: Callable[[], object]) -> None:
    """Wait for something that is about to happen."""
    for _ in range(1000):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it didn't happen")


POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1/")
"""A server on which databases may be made."""


def make_settings(**values: Any) -> Settings:
    """Settings that no ``.env`` file has a say in."""
    make: Any = Settings
    settings: Settings = make(_env_file=None, **values)
    return settings


@dataclass
class House:
    """A gateway and what it stands on."""

    app: Starlette
    client: httpx.AsyncClient
    rasa: FakeRasa
    settings: Settings
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def gateway(self) -> Gateway:
        gateway: Gateway = self.app.state.gateway
        return gateway

    async def say(self, message: Any, sender: str = "anne", **more: Any) -> httpx.Response:
        """Post a message."""
        body = {"sender": sender, "message": message, **more}
        return await self.client.post("/webhooks/rest/webhook", json=body, headers=self.headers)

    async def erase(self, sender: str = "anne") -> httpx.Response:
        """Delete a conversation."""
        return await self.client.delete(f"/api/v1/conversations/{sender}", headers=self.headers)

    def transcript(self, sender: str = "anne", caller: str = "") -> list[dict[str, Any]]:
        """What is kept of a conversation."""
        return self.gateway.turns.store.transcript(self.gateway.identity.conversation_key(caller, sender))

    def rasa_id(self, generation: int = 1, sender: str = "anne") -> str:
        """Rasa's sender id of a conversation."""
        identity = self.gateway.identity
        return identity.rasa_id(identity.conversation_key("", sender), generation)


@pytest.fixture()
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the developer's own environment don't reach the tests."""
    for name in Settings.__fields__:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the schema and nothing in it, copied for each test: alembic runs once."""
    path = tmp_path_factory.mktemp("blank") / "orientation.db"
    upgrade(f"sqlite:///{path}")
    with sa.create_engine(f"sqlite:///{path}", future=True).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest_asyncio.fixture()
async def rasa() -> AsyncIterator[FakeRasa]:
    """The fake Rasa, started."""
    fake = FakeRasa()
    await fake.start()
    yield fake
    await fake.stop()


MakeHouse = Callable[..., House]


@pytest_asyncio.fixture()
async def make_house(no_limits: None, blank: Path, tmp_path: Path, rasa: FakeRasa) -> AsyncIterator[MakeHouse]:
    """Make gateways with settings of one's own."""
    made: list[House] = []

    def make(deadlines: Deadlines = SHORT, **values: Any) -> House:
        (tmp_path / "orientation.db").write_bytes(blank.read_bytes())
        base = {"var_dir": tmp_path, "rasa_port": rasa.port, "actions_port": rasa.port, "rate_per_minute": 1000}
        settings = make_settings(**{**base, **values})
        app = create_app(settings, deadlines=deadlines)
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:5005")
        made.append(House(app, client, rasa, settings))
        return made[-1]

    yield make
    for house in made:
        await house.client.aclose()
        await house.gateway.close()


@pytest_asyncio.fixture()
async def house(make_house: MakeHouse) -> House:
    """A gateway with the settings by default."""
    return make_house()


@pytest.fixture()
def tracker(tmp_path: Path) -> sa.engine.Engine:
    """Rasa's table of events on SQLite, as Rasa makes it."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'tracker.db'}", future=True)
    make_events(engine)
    return engine


def make_events(engine: sa.engine.Engine) -> None:
    """Make the table of Rasa's tracker store."""
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), timestamp FLOAT, data TEXT)"
        )


def add_event(engine: sa.engine.Engine, number: int, sender: str, timestamp: float = 0.0, data: str = "{}") -> None:
    """Write an event as Rasa does."""
    with engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO events VALUES (:id, :sender, :at, :data)"),
            {"id": number, "sender": sender, "at": timestamp, "data": data},
        )


def count_events(engine: sa.engine.Engine, sender: str) -> int:
    """How many events a conversation has."""
    with engine.connect() as connection:
        query = sa.text("SELECT COUNT(*) FROM events WHERE sender_id = :sender")
        return int(connection.execute(query, {"sender": sender}).scalar_one())


@pytest.fixture()
def postgres() -> Iterator[str]:
    """Address of a fresh PostgreSQL database with the schema, dropped after."""
    yield from _fresh_postgres()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The same for all the tests of a module."""
    yield from _fresh_postgres()


def _fresh_postgres() -> Iterator[str]:
    name = f"orientation_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(POSTGRES, future=True, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except sa.exc.OperationalError:
        line = "no PostgreSQL at TEST_POSTGRES_URL: docker run -e POSTGRES_HOST_AUTH_METHOD=trust -p 5432:5432 postgres"
        pytest.fail(line) if os.environ.get("CI") == "true" else pytest.skip(line)
    url = sa.engine.make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    upgrade(url)
    yield url
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
"""A server on which keys may be made."""


@pytest.fixture(scope="session")
def redis_address() -> Iterator[str]:
    """Address of a Redis that answers; without one the test is skipped, and fails in CI."""
    client = redis_client.Redis.from_url(REDIS, socket_timeout=1, socket_connect_timeout=1)
    try:
        client.ping()
    except redis_client.RedisError:
        line = "no Redis at TEST_REDIS_URL (e.g. `apt install redis-server`)"
        pytest.fail(line) if os.environ.get("CI") == "true" else pytest.skip(line)
    yield REDIS
    client.close()
