"""A queue on a database of its own, a real mail server, and tables that are real HTTP servers."""

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from mail_server import Inbox, mail_server
from network import free_port
from sqlalchemy import insert
from sqlalchemy.orm import sessionmaker

from bot.database import make_engine, upgrade
from bot.gateway.models import ConversationRow
from bot.relay.contact import Contact, read
from bot.relay.offers import Offered, keep, standing, take
from bot.relay.worker import Worker
from bot.settings import Settings

NOON = dt.datetime(2026, 11, 25, 12)
SUMMARY = {"need": "trop de logements vides", "territory": "Vierzon (Cher)", "proposed": "Zéro logement vacant"}


@dataclass
class Clock:
    """A clock that tests move."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@dataclass
class Queued:
    """A database with its clock, and requests that are put in."""

    sessions: Any
    clock: Clock
    url: str
    count: int = 0

    def put(self, text: str = "jeanne@mairie.fr", key: str = "") -> str:
        """A request as the gateway writes it; its number."""
        self.count += 1
        key = key or f"k{self.count}"
        contact = read(text)
        assert isinstance(contact, Contact)
        with self.sessions.begin() as session:
            values = {"generation": 1, "turn": 1, "started_at": self.clock.now, "seen_at": self.clock.now}
            session.execute(insert(ConversationRow).values(key=key, **values))
            keep(session, key, Offered(SUMMARY), self.clock.now)
            offer = standing(session, key, self.clock.now)
            assert offer
            number = take(session, key, offer.number, contact, "", self.clock.now)
        assert number
        return number

    def rows(self, model: Any) -> list[Any]:
        with self.sessions() as session:
            return list(session.query(model).all())


def make_settings(**values: Any) -> Settings:
    """Settings that no ``.env`` file has a say in."""
    make: Any = Settings
    settings: Settings = make(_env_file=None, **values)
    return settings


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("blank") / "a.db"
    upgrade(f"sqlite:///{path}")
    with make_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def queued(blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queued]:
    for name in Settings.__fields__:
        monkeypatch.delenv(name.upper(), raising=False)
    (tmp_path / "orientation.db").write_bytes(blank.read_bytes())
    url = f"sqlite:///{tmp_path / 'orientation.db'}"
    engine = make_engine(url)
    yield Queued(sessionmaker(engine, future=True, expire_on_commit=False), Clock(), url)
    engine.dispose()


@dataclass
class Post:
    """A mail server that can be stopped and started again on its port."""

    inbox: Inbox = field(default_factory=Inbox)
    port: int = field(default_factory=free_port)
    running: Controller | None = None

    def start(self) -> None:
        self.running = mail_server(self.inbox, self.port)

    def stop(self) -> None:
        if self.running:
            self.running.stop()
            self.running = None

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_tls": "none", "relay_to": "equipe@anct.example",
            "relay_from": "assistant@anct.example",
        }  # fmt: skip


@pytest.fixture
def post() -> Iterator[Post]:
    server = Post()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def worker(queued: Queued) -> Callable[..., Worker]:
    """Makes a worker on the queue, with settings of one's own."""
    return lambda **values: Worker(make_settings(**values), queued.sessions, queued.clock)


@dataclass
class Table:
    """A table behind HTTP, that writes rows by key as Grist and Airtable document it."""

    port: int = 0
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path and authorization."""
    status: int = 200
    deaf: bool = False
    """Write the row and answer with a failure: nobody knows that it was written."""

    def take(self, method: str, body: Any) -> None:
        for record in body["records"]:
            if method == "PUT":
                (column,) = record["require"]
                key = record["require"][column]
                fields = {**record["fields"], column: key}
            else:
                (column,) = body["performUpsert"]["fieldsToMergeOn"]
                fields = record["fields"]
                key = fields[column]
            self.rows.setdefault(key, {}).update(fields)


@pytest.fixture
def table() -> Iterator[Table]:
    kept = Table()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            kept.calls.append((self.command, self.path, self.headers["authorization"]))
            if kept.status == 200 or kept.deaf:
                kept.take(self.command, body)
            self.send_response(500 if kept.deaf else kept.status)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_PUT = do_PATCH = do_POST = _serve

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()
