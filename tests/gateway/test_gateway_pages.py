"""What people get in a browser: refusals as pages, compressed files, an icon, the page of presentation."""

import gzip
import re
from typing import Any

import pytest
import sqlalchemy as sa
from conftest import House, MakeHouse
from fake_rasa import Act

from bot.gateway import site
from bot.gateway.refused import weight
from bot.gateway.widget import pages

pytestmark = pytest.mark.asyncio
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
LEGAL = {f"/{name}" for name in site.ABOUT}


@pytest.mark.parametrize("path", ["/nimportequoi", "/equipe/besoins", "/static/rien.css", "/statss"])
async def test_people_get_a_page(house: House, path: str) -> None:
    response = await house.client.get(path, headers={"Accept": BROWSER})
    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"] == site.POLICY
    assert response.headers["vary"].startswith("Accept") and response.headers["cache-control"] == "no-store"
    assert '<html lang="fr">' in response.text and "<title>Page introuvable" in response.text
    assert "Cette page n’existe pas." in response.text
    assert LEGAL | {"/", "/stats"} <= set(re.findall(r'href="([^"]+)"', response.text))


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/rien"), ("GET", "/webhooks"), ("GET", "/health/connectors/x"), ("GET", "/webhooks/rest/webhook")],
)
async def test_programs_addresses_stay_json(house: House, method: str, path: str) -> None:
    response = await house.client.request(method, path, headers={"Accept": BROWSER})
    assert response.status_code in (404, 405) and set(response.json()) == {"error", "text"}


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "application/json, text/html;q=0.9", "image/png"])
async def test_who_does_not_prefer_pages_gets_json(house: House, accept: str) -> None:
    response = await house.client.get("/nimportequoi", headers={"Accept": accept})
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


async def test_every_refusal_of_a_page_is_one(make_house: MakeHouse) -> None:
    house = make_house(address_rate_per_minute=1)
    accept = {"Accept": BROWSER}
    wrong = await house.client.post("/stats", headers=accept)
    assert wrong.status_code == 405 and "Opération impossible" in wrong.text and "GET" in wrong.headers["allow"]
    await house.client.get("/stats", headers=accept)
    often = await house.client.get("/stats", headers=accept)
    assert often.status_code == 429 and "Trop de demandes" in often.text and int(often.headers["retry-after"]) > 0
    lost = await house.client.get("/", headers={**accept, "Host": "ailleurs.example"})
    assert lost.status_code == 421 and "<h1>Demande refusée" in lost.text
    assert lost.headers["content-security-policy"] == site.POLICY


async def test_a_failure_is_a_page_with_the_contact(house: House) -> None:
    house.gateway.turns.store.sessions.configure(bind=sa.create_engine("sqlite://", future=True))
    response = await house.client.get("/stats", headers={"Accept": BROWSER})
    assert response.status_code == 503 and "Momentanément indisponible" in response.text
    assert "contact@incubateur.anct.gouv.fr" in response.text


@pytest.mark.parametrize(
    ("accepted", "html", "json"),
    [
        (BROWSER, 1.0, 0.8),
        ("*/*", 1.0, 1.0),
        ("", 0.0, 0.0),
        ("text/*;q=0.3, application/json;q=0.2", 0.3, 0.2),
        ("TEXT/HTML;level=1;Q=0.5, */*;q=0.1", 0.5, 0.1),
        ("text/html;q=abc, application/json;q=7", 0.0, 1.0),
        ("*/*;q=0.8, text/html;q=0", 0.0, 0.8),
    ],
)
async def test_what_is_accepted(accepted: str, html: float, json: float) -> None:
    assert (weight(accepted, "text", "html"), weight(accepted, "application", "json")) == (html, json)


async def raw(house: House, path: str, **headers: str) -> tuple[Any, bytes]:
    """A response with its body as it travels."""
    async with house.client.stream("GET", path, headers=headers) as response:
        return response, b"".join([part async for part in response.aiter_raw()])


@pytest.mark.parametrize("path", ["/", "/static/site.css", "/stats.css", "/donnees-personnelles", "/stats"])
async def test_what_a_page_needs_is_compressed(house: House, path: str) -> None:
    response, body = await raw(house, path, **{"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip" and "Accept-Encoding" in response.headers["vary"]
    plain, whole = await raw(house, path, **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(body) == whole and len(body) < 0.6 * len(whole)


async def test_streams_and_secrets_are_not_compressed(make_house: MakeHouse) -> None:
    house = make_house(team_passwords="anne=un-long-mot-de-passe")
    house.rasa.default = Act([{"text": "réponse " * 500}])
    long = {"sender": "a", "message": "bonjour"}
    said = await house.client.post("/webhooks/rest/webhook", json=long, headers={"Accept-Encoding": "gzip"})
    assert len(said.content) > 1_000 and "content-encoding" not in said.headers
    begun = (await house.client.post("/api/v1/widget/conversations", json={})).json()
    path = f"/api/v1/widget/conversations/{begun['conversation']}/messages"
    stream = await house.client.post(
        path, json={"message": "bonjour", "message_id": "m"}, headers={"Accept-Encoding": "gzip"}
    )
    assert stream.headers["content-type"].startswith("text/event-stream") and len(stream.content) > 1_000
    assert "content-encoding" not in stream.headers
    login = await house.client.get("/equipe/connexion", headers={"Accept-Encoding": "gzip"})
    assert login.status_code == 200 and "content-encoding" not in login.headers


async def test_a_part_of_a_file_is_of_the_file_as_it_is(house: House) -> None:
    response, body = await raw(house, "/static/site.css", **{"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert response.status_code == 206 and len(body) == 10 and "content-encoding" not in response.headers


async def test_the_icon(house: House) -> None:
    response = await house.client.get("/favicon.ico")
    assert response.status_code == 200 and response.headers["content-type"] == "image/x-icon"
    assert response.content[:4] == b"\0\0\1\0"


async def test_the_presentation_gives_the_line_to_copy(make_house: MakeHouse) -> None:
    settings = {"public_url": "https://orientation.example", "legal_publisher": "Ville <b>", "accessibility_rate": 60}
    html = pages.presentation(make_house(**settings).settings, "https://orientation.example")
    assert '&lt;script type="module" src="https://orientation.example/orientation.js"&gt;' in html
    assert "Ville &lt;b&gt;" in html and "<b>" not in html
    assert "Accessibilité : partiellement conforme" in html
    assert LEGAL | {"/stats"} <= set(re.findall(r'href="([^"]+)"', html))


async def test_the_line_names_where_the_page_is(make_house: MakeHouse) -> None:
    for settings, wanted in (({}, "http://127.0.0.1:5005"), ({"public_url": "https://a.example"}, "https://a.example")):
        house = make_house(**settings)
        scope = {"scheme": "http", "headers": [(b"host", b"127.0.0.1:5005")]}
        assert pages.origin_of(house.settings, scope) == wanted


async def test_the_widget_is_told_the_state_of_accessibility(make_house: MakeHouse) -> None:
    for rate, state in ((None, "non conforme"), (100, "totalement conforme")):
        house = make_house(accessibility_rate=rate)
        begun = (await house.client.post("/api/v1/widget/conversations", json={})).json()
        assert begun["notice"]["accessibility"] == state
