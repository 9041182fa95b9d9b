"""The team's pages: who comes in, what a form may do, and what nobody else gets."""

import datetime as dt
import hashlib
import logging
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from conftest import House, MakeHouse

from bot.catalogue import load_valid
from bot.catalogue.models import EntryRow
from bot.catalogue.queries import written
from bot.folders import ROOT
from bot.gateway.models import ConversationRow, MessageRow
from bot.gateway.site import ABOUT
from bot.gateway.team.session import LIFE, VISIT, Sessions, read_team
from bot.impact.models import EventRow
from bot.impact.unmet.models import GroupRow, MemberRow

PASSWORD = "un-long-mot-de-passe"
TEAM = f"anne={PASSWORD},paul=un-autre-mot-de-passe"
SOLUTION = "zero-logement-vacant"
SAID = "chez nous douze maisons du centre restent fermées <b>depuis</b> des années"
BESOINS = "/equipe/besoins"


@pytest.fixture()
def catalogue(tmp_path: Path) -> Path:
    """A data folder with one solution's file."""
    folder = tmp_path / "data" / "catalogue"
    folder.mkdir(parents=True)
    (folder / f"{SOLUTION}.yml").write_bytes((ROOT / "data" / "catalogue" / f"{SOLUTION}.yml").read_bytes())
    return folder


@pytest.fixture()
def team(make_house: MakeHouse, catalogue: Path) -> House:
    """A gateway with a team, one group of one need, and one solution."""
    house = make_house(team_passwords=TEAM, data_dir=catalogue.parent)
    now = dt.datetime(2026, 10, 5, 9, 0)
    with house.gateway.turns.store.sessions.begin() as session:
        session.add(ConversationRow(key="k", generation=1, turn=1, started_at=now, seen_at=now))
        solution = load_valid(catalogue).solutions[SOLUTION]
        session.add(EntryRow(id=SOLUTION, kind="solution", status=solution.status, document=written(solution)))
        session.flush()
        line = {"conversation_key": "k", "message_id": None, "at": now}
        session.add(MessageRow(id=1, author="person", entry={"text": SAID}, **line))
        custom = {"type": "none", "text": "Rien."}
        session.add(MessageRow(id=2, author="bot", entry={"custom": custom}, **line))
        group = {"needs": 1, "kinds": {"aucun": 1}, "sizes": {"0-499": 1}, "nearest": [SOLUTION], "studies": []}
        session.add(GroupRow(id=7, first_month="2026-10", last_month="2026-10", grouped_at=now, **group))
        session.flush()
        session.add(MemberRow(message_id=2, group_id=7))
    return house


class _Form(HTMLParser):
    """The hidden token of a page, and what its fields are described by."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.token, self.ids, self.labelled, self.described = "", set[str](), set[str](), set[str]()
        self.fields: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        assert not [name for name in said if name.startswith("on") or name == "style"]
        assert tag not in ("script", "style")
        if said.get("id"):
            assert said["id"] not in self.ids
            self.ids.add(said["id"])
        if tag == "label":
            self.labelled.add(said["for"])
        if said.get("name") == "jeton":
            self.token = said["value"]
        elif tag in ("input", "select", "textarea") and said.get("type") != "hidden":
            self.fields.append(said["id"])
        self.described |= set(said.get("aria-describedby", "").split())


def form(page: httpx.Response) -> _Form:
    """The page's forms, looked at: every field has a label, every description is there."""
    found = _Form(page.text)
    assert set(found.fields) <= found.labelled
    assert found.described <= found.ids
    return found


async def post(house: House, path: str, token: str, **fields: str) -> httpx.Response:
    return await house.client.post(path, data={"jeton": token, **fields})


async def come_in(house: House, password: str = PASSWORD) -> httpx.Response:
    page = await house.client.get("/equipe/connexion")
    return await post(house, "/equipe/connexion", form(page).token, mot_de_passe=password)


async def test_without_passwords_there_are_no_such_pages(house: House) -> None:
    for path in ("/equipe/connexion", BESOINS, f"{BESOINS}/7", "/equipe/questions"):
        assert (await house.client.get(path)).status_code == 404
    assert (await house.client.post("/equipe/connexion", data={"mot_de_passe": ""})).status_code == 404


async def test_nobody_reads_without_a_session(team: House) -> None:
    for method, path in (("GET", BESOINS), ("GET", f"{BESOINS}/7"), ("POST", f"{BESOINS}/7")):
        response = await team.client.request(method, path)
        assert (response.status_code, response.headers["location"]) == (303, "/equipe/connexion")
        assert "maisons" not in response.text


async def test_coming_in_reading_and_going_out(team: House) -> None:
    response = await come_in(team)
    assert (response.status_code, response.headers["location"]) == (303, BESOINS)
    page = await team.client.get(BESOINS)
    assert "«&nbsp;chez nous douze maisons" in page.text
    assert "Groupe sans titre n° 7" in page.text and "Moins de 500 habitants" in page.text
    assert "Espace de l’équipe : anne" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "script-src" not in page.headers["content-security-policy"]
    one = await team.client.get(f"{BESOINS}/7")
    assert "douze maisons du centre restent fermées &lt;b&gt;depuis" in one.text
    assert (await team.client.get("/equipe/connexion")).headers["location"] == BESOINS
    assert (await post(team, "/equipe/deconnexion", "faux")).status_code == 303
    assert (await team.client.get(BESOINS)).status_code == 200  # a forged form sends nobody out
    await post(team, "/equipe/deconnexion", form(one).token)
    assert (await team.client.get(BESOINS)).status_code == 303


async def test_every_page_of_the_team_stands_on_the_common_skeleton(team: House) -> None:
    pages = [(await team.client.get("/equipe/connexion")).text]
    await come_in(team)
    pages += [(await team.client.get(path)).text for path in (BESOINS, f"{BESOINS}/7", "/equipe/questions", "/stats")]
    for page in pages:
        foot = page[page.index('<footer class="foot">') :]
        assert all(f'href="/{name}"' in foot for name in ("", "stats", *ABOUT))
        assert "Accessibilité : non conforme" in foot
        assert '<a class="skip" href="#contenu">' in page and '<main id="contenu"' in page
        assert "/static/site.css" in page and page.count("<h1>") == 1
    assert [page.count("aria-current") for page in pages] == [0, 0, 0, 0, 1]


async def test_questions_that_files_do_not_answer(team: House) -> None:
    path = "/equipe/questions"
    assert (await team.client.get(path)).headers["location"] == "/equipe/connexion"
    await come_in(team)
    assert "Aucune question restée sans réponse" in (await team.client.get(path)).text
    common = {"need": 1, "day": dt.date(2026, 10, 5), "solution": SOLUTION}
    events = [
        ("file_silent", "cost", "2026-09", "widget"), ("file_silent", "cost", "2026-10", "tchap"),
        ("file_answered", "cost", "2026-08", "widget"), ("file_silent", "security", "2026-10", "widget"),
        ("file_silent", "hosting", "2026-10", "api"), ("file_answered", "start", "2026-10", "widget"),
    ]  # fmt: skip
    with team.gateway.turns.store.sessions.begin() as session:
        for number, (kind, reason, month, channel) in enumerate(events):
            line = {"visit": f"v{number}", "type": kind, "reason": reason, "month": month, "channel": channel}
            session.add(EventRow(**common, **line))
    page = await team.client.get(path)
    form(page)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "le prix 2 les données et la sécurité 1" in text
    assert "Zéro logement vacant le prix 2 2 conversations 1 septembre 2026 – octobre 2026" in text
    assert "hébergé" not in text and "commencer" not in text
    assert f'href="{BESOINS}"' in page.text and "script-src" not in page.headers["content-security-policy"]


async def test_the_cookie(team: House, make_house: MakeHouse) -> None:
    said = (await come_in(team)).headers["set-cookie"].lower()
    for part in ("httponly", "samesite=lax", "path=/equipe", f"max-age={LIFE}"):
        assert part in said
    assert "secure" not in said
    secure = make_house(team_passwords=TEAM, public_url="https://orientation.exemple.fr")
    assert "secure" in (await secure.client.get("/equipe/connexion")).headers["set-cookie"].lower()
    by_proxy = httpx.AsyncClient(transport=httpx.ASGITransport(team.app), base_url="https://127.0.0.1:5005")
    assert "secure" in (await by_proxy.get("/equipe/connexion")).headers["set-cookie"].lower()
    await by_proxy.aclose()


async def test_wrong_passwords_are_few_a_minute(team: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(5):
        response = await come_in(team, "mauvais-mot-de-passe")
        assert response.status_code == 403
        assert "n’est pas reconnu" in response.text
        assert "mauvais" not in response.text
    response = await come_in(team)  # the right one has to wait as well
    assert response.status_code == 429 and int(response.headers["retry-after"]) > 0
    assert "mot-de-passe" not in caplog.text


async def test_a_password_from_another_page_is_refused(team: House) -> None:
    assert (await team.client.post("/equipe/connexion", data={"mot_de_passe": PASSWORD})).status_code == 403
    page = await team.client.get("/equipe/connexion")
    team.client.cookies.clear()
    assert (await post(team, "/equipe/connexion", form(page).token, mot_de_passe=PASSWORD)).status_code == 403
    assert (await team.client.get(BESOINS)).status_code == 303


async def test_the_session_of_the_open_form_is_nobody_s(team: House) -> None:
    page = await team.client.get("/equipe/connexion")
    response = await post(team, f"{BESOINS}/7", form(page).token, action="titre", titre="Maisons fermées")
    assert response.headers["location"] == "/equipe/connexion"


async def test_titling_a_group(team: House) -> None:
    await come_in(team)
    path = f"{BESOINS}/7"
    token = form(await team.client.get(path)).token
    assert (await post(team, path, "faux", action="titre", titre="Maisons fermées")).status_code == 404
    refused = await post(team, path, token, action="titre", titre=SAID)
    assert refused.status_code == 422
    assert "reprend ce qu’une personne a écrit" in refused.text and "<title>Erreur" in refused.text
    form(refused)
    response = await post(team, path, token, action="titre", titre="Maisons fermées")
    assert response.status_code == 303
    assert "Le titre est enregistré." in (await team.client.get(response.headers["location"])).text
    assert "Maisons fermées</a>" in (await team.client.get(BESOINS)).text


async def test_adding_an_example_need(team: House, catalogue: Path) -> None:
    await come_in(team)
    path, file = f"{BESOINS}/7", catalogue / f"{SOLUTION}.yml"
    token = form(await team.client.get(path)).token
    before = file.read_text(encoding="utf-8")
    for service, said, why in (
        ("../x", "les volets sont clos rue haute", "Choisissez un service"),
        (SOLUTION, "quand douze maisons du centre restent fermées b depuis b", "huit mots de suite"),
        (SOLUTION, "volets clos", "3 mots au moins"),
    ):
        refused = await post(team, path, token, action="exemple", service=service, phrase=said)
        assert refused.status_code == 422 and why in refused.text
        form(refused)
    assert file.read_text(encoding="utf-8") == before
    good = "les volets de la rue haute ne s’ouvrent plus"
    response = await post(team, path, token, action="exemple", service=SOLUTION, phrase=good)
    assert response.status_code == 303
    assert file.read_text(encoding="utf-8") == before.rstrip("\n") + f'\n  - "{good}"\n'
    page = await team.client.get(response.headers["location"])
    assert "La phrase est ajoutée" in page.text and "Exemples ajoutés à la fiche : Zéro logement vacant" in page.text


async def test_a_file_that_cannot_be_written_gives_the_line(team: House, catalogue: Path) -> None:
    await come_in(team)
    file = catalogue / f"{SOLUTION}.yml"
    file.write_text(file.read_text(encoding="utf-8") + "fin: 1\n", encoding="utf-8")
    token = form(await team.client.get(f"{BESOINS}/7")).token
    response = await post(
        team, f"{BESOINS}/7", token, action="exemple", service=SOLUTION, phrase="les volets ne s’ouvrent plus"
    )
    assert response.status_code == 200
    assert f"data/catalogue/{SOLUTION}.yml" in response.text
    assert "- &#34;les volets ne s’ouvrent plus&#34;" in response.text


async def test_texts_go_with_their_conversation(team: House) -> None:
    await come_in(team)
    team.gateway.turns.store.erase("k", lambda generation: "r" * 32)
    page = await team.client.get(f"{BESOINS}/7")
    assert "maisons" not in page.text
    assert "Les conversations de ce groupe sont effacées" in page.text


async def test_groups_that_are_not_there(team: House) -> None:
    await come_in(team)
    gone = await team.client.get(f"{BESOINS}/8")
    assert gone.status_code == 404 and "n’existe plus" in gone.text
    token = form(gone).token
    assert (await post(team, f"{BESOINS}/8", token, action="titre", titre="Maisons fermées")).status_code == 404
    for key in ("x", "-1", "9" * 30, "٣"):
        assert (await team.client.get(f"{BESOINS}/{key}")).status_code == 404


async def test_a_body_that_is_no_form(team: House) -> None:
    await come_in(team)
    for body in (b"\xff\xfe", b"a" * 100, b"jeton=" + "é".encode()):
        assert (await team.client.post(f"{BESOINS}/7", content=body)).status_code == 404


# Sessions, apart from the pages.


def make(value: str = TEAM, at: float = 1000.0, key: str = "k") -> Sessions:
    return Sessions(read_team(value), lambda text: hashlib.sha256((key + text).encode()).hexdigest()[:22], lambda: at)


def test_sessions_end() -> None:
    cookie, visit = make().cookie("anne"), make().cookie()
    session, nobody = make().read(cookie), make().read(visit)
    assert session and session.name == "anne"
    assert nobody and nobody.name == "" and nobody.token != session.token
    assert make(at=1000.0 + LIFE).read(cookie) is None
    assert make(at=1000.0 + VISIT).read(visit) is None
    assert make(key="another").read(cookie) is None
    assert make("paul=un-autre-mot-de-passe").read(cookie) is None
    assert make("anne=un-mot-de-passe-neuf").read(cookie) is None


def test_a_changed_cookie_is_nobody_s() -> None:
    cookie = make().cookie("anne")
    for changed in ("", ".", "a.b.c.d", cookie.replace("anne", "paul"), cookie.replace("anne", ""), cookie[:-1], "é"):
        assert make().read(changed) is None
    assert make().read(re.sub(r"\.[0-9]+\.", ".9999999999.", cookie)) is None


def test_passwords() -> None:
    sessions = make()
    assert (sessions.who(PASSWORD), sessions.who("un-autre-mot-de-passe")) == ("anne", "paul")
    assert sessions.who("") is None and sessions.who("\udcff") is None
    assert not make("").open


SHORT = ("anne", "anne=court", "Anne=un-long-mot-de-passe", f"{TEAM},{TEAM}", "a.b=" + "x" * 12)


@pytest.mark.parametrize("value", SHORT)
def test_passwords_that_cannot_be(value: str) -> None:
    with pytest.raises(ValueError, match="TEAM_PASSWORDS"):
        read_team(value)
