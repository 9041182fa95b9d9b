"""Dead links and the fetching of a source, against a real server on loopback."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from local_server import Served, local_server
from network import free_port
from sync_samples import DAY, EXCERPT

from bot.catalogue.sync import fetching
from bot.catalogue.sync.facts import SourceError
from bot.catalogue.sync.fetching import fetch
from bot.catalogue.sync.held import read_held
from bot.catalogue.sync.links import Tried, try_all
from bot.cli import main
from bot.settings import get_settings

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


async def test_the_head_is_enough_and_the_page_decides_otherwise(server: Served) -> None:
    server.heads = {"/tete": 200, "/sans": 405, "/coupe": 0}
    tried = [await _try(server.say(path, 200)) for path in ("/tete", "/sans", "/coupe", "/muette")]
    assert [one.state for one in tried] == ["ok"] * 4
    assert [server.asked[path] for path in ("/tete", "/sans", "/coupe", "/muette")] == [0, 1, 1, 1]


async def test_bytes_that_keep_coming_are_given_up(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.catalogue.sync.links.LONGEST_TRY", 0.1)
    found = await try_all([server.say("/a", -1)], timeout=30, sleep=Pauses())
    assert (found[0].state, found[0].reason) == ("silent", "trop long à répondre")


@pytest.fixture
def answering(folder: Path, server: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The folder's addresses, all on the server, doors and emergencies beside; nobody waits for a pause."""
    monkeypatch.setattr("bot.catalogue.schema._Entry.source", property(lambda entry: server.address + "/page"))
    monkeypatch.setattr("bot.catalogue.sync.linking.try_all", partial(try_all, timeout=0.4, sleep=Pauses()))
    server.say("/page", 200)
    for path in folder.glob("*.yml"):
        path.write_text(path.read_text().replace(f"https://{path.stem}.example/", server.say(f"/{path.stem}", 200)))
    door = (get_settings().data_dir / "doors" / "handicap.yml").read_text(encoding="utf-8")
    door = re.sub(r'https?://[^\s",}]+', server.say("/porte", 200), door)
    for name, text in (("doors/handicap.yml", door), ("emergencies/feu.yml", EMERGENCY.format(server=server.address))):
        path = folder.parent / name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    server.say("/feu", 200)
    server.say("/dit", 200)
    return server


EMERGENCY = """\
sorte: feu
ordre: 1
consigne: "Appelez le 18, puis voyez {server}/dit."
sources: [{{url: "{server}/feu", checked: 2026-11-29}}]
"""


def test_each_address_to_be_looked_at_has_its_line(run: Run, answering: Served, tmp_path: Path) -> None:
    server = answering
    server.say("/futur", 404)
    server.say("/pareil", (308, {"Location": "/avance"}, b""))
    server.say("/boite", 403)
    server.say("/porte", 500)
    server.say("/feu", (302, {"Location": "/dit"}, b""))
    report = tmp_path / "liens.md"
    status, out, err = run("links", "--report", report)
    assert (status, err) == (1, "")
    at = server.address
    assert out.splitlines() == [
        f"catalogue/boite.yml : {at}/boite : refusée aux programmes (403) ; ouvrez-la dans un navigateur",
        f"catalogue/futur.yml : {at}/futur : morte (404)",
        f"catalogue/pareil.yml : {at}/pareil : déplacée pour de bon vers {at}/avance (308)",
        f"doors/handicap.yml : {at}/porte : ne répond pas (500)",
        f"emergencies/feu.yml : {at}/feu : renvoie vers {at}/dit (302)",
        "Adresses essayées : 13 ; répondent : 10 (par une redirection : 2) ; mortes : 1 ; sans réponse : 1 ; "
        "refusées aux programmes : 1",
    ]
    page = report.read_text(encoding="utf-8")
    assert f"- {at}/futur (404) : catalogue/futur.yml : links.site" in page
    assert f"(mène maintenant à {at}/avance) : catalogue/pareil.yml : links.site" in page


def test_all_is_well(run: Run, answering: Served) -> None:
    answering.say("/boite", 401)
    status, out, _ = run("links")
    assert status == 0 and "essayées : 13 ; répondent : 12 " in out


@pytest.mark.parametrize("name", ["futur", "futur.yml", "catalogue/futur.yml"])
@pytest.mark.parametrize("flag", ["--seulement", "--only"])
def test_only_some_files(run: Run, answering: Served, flag: str, name: str) -> None:
    answering.say("/avance", 404)
    status, out, _ = run("links", flag, name, "emergencies/feu.yml")
    assert status == 0 and out.startswith("Adresses essayées : 4 ; répondent : 4 ")
    answering.say("/futur", 410)
    assert run("links", flag, name)[0] == 1


def test_one_server_that_is_gone_is_no_lack_of_network(run: Run, answering: Served, folder: Path) -> None:
    path = folder / "futur.yml"
    nowhere = f"http://127.0.0.1:{free_port()}/"
    path.write_text(path.read_text().replace(f"{answering.address}/futur", nowhere))
    status, out, _ = run("links", "--only", "futur")
    assert status == 1
    assert f"catalogue/futur.yml : {nowhere} : ne répond pas (serveur introuvable ou connexion impossible)" in out


def test_bad_use_of_links(run: Run, answering: Served, folder: Path) -> None:
    assert run("links", "--only", "absent") == (
        2, "",
        "orientation : « absent » n’est pas un fichier qui porte des adresses (catalogue, doors ou emergencies)\n",
    )  # fmt: skip
    (folder.parent / "emergencies" / "feu.yml").write_text("sorte: feu\n")
    status, _, err = run("links")
    assert status == 1 and "feu.yml:1: champs absents ou mal écrits : consigne, sources" in err


def test_without_a_network_nothing_is_said_dead(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silence(wanted: list[str], **_options: object) -> list[Tried]:
        return [Tried(address, "silent", "ConnectError") for address in wanted]

    monkeypatch.setattr("bot.catalogue.sync.linking.try_all", silence)
    assert run("links") == (2, "", "orientation : aucune adresse ne répond : le réseau manque-t-il ?\n")


def test_without_a_network_few_hosts_are_tried(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    async def silence(wanted: list[str], **_options: object) -> list[Tried]:
        asked.append(wanted)
        return [Tried(address, "silent", "ConnectError") for address in wanted]

    monkeypatch.setattr("bot.catalogue.sync.linking.try_all", silence)
    assert main(["catalogue", "links"]) == 2
    assert "le réseau manque-t-il" in capsys.readouterr().err
    assert [len(wanted) for wanted in asked] == [8]
    assert len({urlsplit(address).netloc for address in asked[0]}) == 8


def test_the_files_of_the_project_hold_well_formed_addresses() -> None:
    held, faults = read_held(get_settings().data_dir / "catalogue")
    assert faults == [] and all(urlsplit(address).hostname for address in held)
    assert {holder.file.parent.name for some in held.values() for holder in some} == {
        "catalogue", "doors", "emergencies",
    }  # fmt: skip
    assert all(holder.file.exists() for some in held.values() for holder in some)


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
