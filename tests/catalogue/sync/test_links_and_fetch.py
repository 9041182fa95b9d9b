"""Dead links and the fetching of a source, against a real server on loopback."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_server import Served, local_server
from network import free_port
from sync_samples import DAY, EXCERPT

from bot.catalogue.sync import fetching
from bot.catalogue.sync.facts import SourceError
from bot.catalogue.sync.fetching import fetch
from bot.catalogue.sync.links import Tried, try_all

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def server() -> Iterator[Served]:
    with local_server() as served:
        yield served


class Pauses:
    """Notes the pauses instead of making them."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)

    def now(self, seconds: float) -> None:
        self.asked.append(seconds)


async def _try(address: str, pauses: Pauses | None = None) -> Tried:
    return (await try_all([address], timeout=0.4, sleep=pauses or Pauses()))[0]


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "ok"), (204, "ok"), (404, "dead"), (410, "dead"), (401, "refused"), (403, "refused"), (405, "refused")],
)
async def test_a_lasting_answer_is_asked_once(server: Served, status: int, state: str) -> None:
    tried = await _try(server.say("/a", status))
    assert (tried.state, server.asked["/a"]) == (state, 1)


@pytest.mark.parametrize("status", [500, 503, 429, 0, -1])
async def test_what_may_pass_is_tried_again_with_growing_pauses(server: Served, status: int) -> None:
    pauses = Pauses()
    tried = await _try(server.say("/a", status), pauses)
    assert (tried.state, server.asked["/a"]) == ("silent", 4)
    assert len(pauses.asked) == 3 and pauses.asked[0] < pauses.asked[1] < pauses.asked[2]


async def test_it_may_work_the_third_time(server: Served) -> None:
    assert (await _try(server.say("/a", 503, 0, 200))).state == "ok"
    assert server.asked["/a"] == 3


async def test_a_server_says_when_to_come_back(server: Served) -> None:
    pauses = Pauses()
    assert (await _try(server.say("/a", (429, {"Retry-After": "9"}, b""), 200), pauses)).state == "ok"
    assert pauses.asked == [9]


async def test_redirections(server: Served) -> None:
    there = server.say("/nouveau", 200)
    moved = server.say("/ancien", (301, {"Location": "/nouveau"}, b""))
    assert await _try(moved) == Tried(moved, "moved", "301", there)
    assert (await _try(server.say("/passage", (302, {"Location": "/nouveau"}, b"")))).state == "ok"
    assert (await _try(server.say("/perdu", (301, {"Location": "/rien"}, b"")))).state == "dead"
    assert (await _try(server.say("/", (301, {"Location": "/nouveau"}, b"")))).state == "ok", "a front door"
    assert (await _try(server.say("/rond", (302, {"Location": "/rond"}, b"")))).state == "dead"


async def test_addresses_that_lead_nowhere() -> None:
    assert (await _try(f"http://127.0.0.1:{free_port()}/")).state == "silent"
    assert (await _try("http://[::1/")).state == "dead"
    assert (await _try("ftp://x.example/")).state == "dead"


async def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(server: Served) -> None:
    pauses = Pauses()
    wanted = [server.say(f"/{rank}", 200) for rank in range(12)]
    tried = await try_all(wanted, sleep=pauses)
    assert [one.state for one in tried] == ["ok"] * 12
    assert server.most_at_once == 1 and pauses.asked == [0.3] * 11
    assert all("orientation-catalogue" in headers["User-Agent"] for headers in server.headers)


async def test_a_silent_host_is_not_waited_for_on_each_page(server: Served) -> None:
    wanted = [server.say(f"/{rank}", *answers) for rank, answers in enumerate([[503], [503], [200], [503, 200]])]
    tried = await try_all(wanted, sleep=Pauses())
    assert [one.state for one in tried] == ["silent", "silent", "ok", "ok"]
    assert [server.asked[f"/{rank}"] for rank in range(4)] == [4, 1, 1, 2]


async def test_a_long_body_is_not_read(server: Served) -> None:
    assert (await _try(server.say("/a", (200, {"Content-Length": "999999999"}, b"debut")))).state == "ok"


def test_the_verb_reports_what_is_to_be_looked_at(run: Run, folder: Path, server: Served) -> None:
    for path in folder.glob("*.yml"):
        key = path.stem
        held = path.read_text().replace(f"https://{key}.example/", server.say(f"/{key}", 200))
        path.write_text(held)
    server.say("/futur", 404)
    server.say("/pareil", (308, {"Location": "/avance"}, b""))
    server.say("/boite", 403)
    status, out, err = run("links")
    assert (status, err) == (1, "")
    assert "9 adresses essayées : 6 répondent, 3 à regarder" in out
    assert f"- {server.address}/futur (404) : futur : links.site" in out
    assert f"(mène maintenant à {server.address}/avance) : pareil : links.site" in out
    assert "refusés aux programmes : 1" in out


def test_without_a_network_nothing_is_said_dead(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silence(wanted: list[str]) -> list[Tried]:
        return [Tried(address, "silent", "ConnectError") for address in wanted]

    monkeypatch.setattr("bot.catalogue.sync.commands.try_all", silence)
    assert run("links") == (2, "", "orientation : aucune adresse ne répond : le réseau manque-t-il ?\n")


def test_the_source_is_fetched_after_a_failure(run: Run, server: Served) -> None:
    pauses = Pauses()
    address = server.say("/startups.json", 503, 0, (200, {}, EXCERPT.read_bytes()))
    assert fetch(address, "API", sleep=pauses.now) == EXCERPT.read_bytes()
    assert len(pauses.asked) == 2
    _, out, _ = run("sync", "--api", address, *DAY, "--dry-run")
    assert "API de beta.gouv.fr (13 produits)" in out


@pytest.mark.parametrize(("status", "said"), [(404, "répond 404"), (401, "répond 401"), (503, "après 4 essais (503)")])
def test_a_source_that_refuses(server: Served, status: int, said: str) -> None:
    with pytest.raises(SourceError, match=said.replace("(", r"\(").replace(")", r"\)")):
        fetch(server.say("/a", status), "API", sleep=Pauses().now)


def test_a_source_cut_short_or_too_long(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = server.say("/coupe", (200, {"Content-Length": "1000"}, b"{"))
    monkeypatch.setattr(fetching, "TIMEOUT", 0.4)
    with pytest.raises(SourceError, match="après 4 essais"):
        fetch(cut, "API", sleep=Pauses().now)
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    with pytest.raises(SourceError, match="Mo"):
        fetch(server.say("/long", (200, {}, b"x" * 5000)), "API")
    with pytest.raises(SourceError, match="adresse"):
        fetch("http://[::1/", "API")


def test_a_grist_table_with_its_key(run: Run, server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.settings import get_settings

    rows = [
        {"id": 1, "fields": {"Identifiant": "pareil", "Phase": "Accélération", "Depuis": 1767225600}},
        {"id": 2, "fields": {"Identifiant": "neuf-grist", "Nom": "Neuf", "Usagers": ["L", "Collectivité"], "Autre": 3}},
        {"id": 3, "fields": {"Identifiant": "", "Phase": None}},
        {"id": 4, "fields": {"Identifiant": "avance", "Phase": 4}},
    ]
    monkeypatch.setenv("CATALOGUE_TABLE_KEY", "clef-d-essai")
    get_settings.cache_clear()
    address = server.say("/api/docs/d/tables/T/records", (200, {}, json.dumps({"records": rows}).encode()))
    status, out, err = run("sync", "--table", address, *DAY, "--dry-run")
    assert status == 1 and "avance : phases.name" in err
    assert "(`pareil`) : construction → accélération depuis le 1er janvier 2026" in out
    assert "Nouvelles solutions : 1" in out and "Absents" not in out
    assert server.headers[0]["Authorization"] == "Bearer clef-d-essai"
    for body in (b'{"records": 1}', b'{"records": [1]}', b'{"error": "x"}'):
        server.say("/autre", (200, {}, body))
        assert "liste « records »" in run("sync", "--table", server.address + "/autre")[2]
