"""The legal pages: what is set is said, what is unset is said to be, nothing runs in them."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from conftest import House, MakeHouse, make_settings
from pydantic import ValidationError

from bot.gateway import site
from bot.gateway.legal import pages

FILLED = {
    "public_url": "https://orientation.example/", "legal_publisher": "Ville d’Exemple <b>",
    "legal_address": "1 rue Haute",
    "legal_director": "Camille Exemple", "legal_host": "Hébergeur Exemple", "legal_basis": "mission d’intérêt public",
    "legal_dpo": "dpo@exemple.test", "contact_email": "bonjour@exemple.test", "transcript_days": 12,
}  # fmt: skip


class Outline(HTMLParser):
    """Tags of a page, in order, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[tuple[str, dict[str, str | None]]]:
        return [item for item in self.tags if item[0] in names]


@pytest.mark.parametrize("name", site.ABOUT)
async def test_page_is_served_under_a_strict_policy(house: House, name: str) -> None:
    response = await house.client.get(f"/{name}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"] == site.POLICY
    assert "script-src" not in site.POLICY and "unsafe" not in site.POLICY
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("name", site.ABOUT)
async def test_page_is_accessible(house: House, name: str) -> None:
    html = (await house.client.get(f"/{name}")).text
    outline = Outline(html)
    assert outline.of("html")[0][1] == {"lang": "fr"}
    assert len(outline.of("h1")) == len(outline.of("main")) == len(outline.of("title")) == 1
    levels = [int(tag[1]) for tag, _ in outline.of("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))
    assert outline.of("a")[0][1]["href"] == f"#{outline.of('main')[0][1]['id']}"
    assert [attrs["href"] for _, attrs in outline.of("a") if attrs.get("aria-current")] == [f"/{name}"]
    assert all(attrs.get("scope") for _, attrs in outline.of("th"))
    assert len(outline.of("table")) == len(outline.of("caption"))
    assert not outline.of("script", "iframe", "form", "img")
    assert not [attrs for _, attrs in outline.tags if "style" in attrs or any(key.startswith("on") for key in attrs)]


@pytest.mark.parametrize("name", site.ABOUT)
async def test_every_local_link_leads_somewhere(house: House, name: str) -> None:
    outline = Outline((await house.client.get(f"/{name}")).text)
    links = {attrs["href"] for _, attrs in outline.of("a", "link") if str(attrs["href"]).startswith("/")}
    for link in links:
        assert (await house.client.get(str(link))).status_code == 200, link


def test_what_is_unset_is_said_to_be() -> None:
    settings = make_settings(contact_email="", contact_url="")
    assert pages.render("mentions-legales", settings).count("non renseigné") >= 6
    assert pages.render("donnees-personnelles", settings).count("non renseigné") >= 4
    text = pages.render("accessibilite", settings)
    assert "non conforme" in text and "Aucun audit" in text and "non publié" in text
    for name in site.ABOUT:
        text = pages.render(name, settings)
        assert "None" not in text and "mailto:" not in text


def test_what_is_set_is_said_and_escaped() -> None:
    settings = make_settings(**FILLED)
    legal, data = pages.render("mentions-legales", settings), pages.render("donnees-personnelles", settings)
    for said in ("Ville d’Exemple &lt;b&gt;", "1 rue Haute", "Camille Exemple", "Hébergeur Exemple"):
        assert said in legal
    assert "<b>" not in legal
    for said in ("mission d’intérêt public", "dpo@exemple.test", "12 jours", "mailto:bonjour@exemple.test"):
        assert said in data
    assert "non renseigné" not in legal + data


@pytest.mark.parametrize(
    ("rate", "state"),
    [(None, "non conforme"), (0, "non conforme"), (49, "non conforme"), (50, "partiellement conforme"),
     (99, "partiellement conforme"), (100, "totalement conforme")],
)  # fmt: skip
def test_conformity(rate: int | None, state: str) -> None:
    assert site.conformity(rate) == state
    values = {
        "accessibility_rate": rate,
        "accessibility_audit": "cabinet, mars",
        "accessibility_plan_url": "https://a/b",
    }
    text = pages.render("accessibilite", make_settings(**values))
    assert f"<strong>{state}</strong>" in text
    assert ("Aucun audit" in text) == (rate is None)
    assert (f"{rate} % des critères" in text) == (rate is not None)
    assert 'href="https://a/b"' in text


async def test_security_txt(make_house: MakeHouse) -> None:
    house = make_house(**FILLED)
    response = await house.client.get("/.well-known/security.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert lines["Contact"] == "mailto:bonjour@exemple.test"
    assert lines["Canonical"] == "https://orientation.example/.well-known/security.txt"
    left = dt.datetime.strptime(lines["Expires"], "%Y-%m-%dT%H:%M:%SZ") - dt.datetime.now()
    assert dt.timedelta(days=140) < left < dt.timedelta(days=366)


async def test_security_txt_needs_somebody(make_house: MakeHouse) -> None:
    house = make_house(contact_email="", contact_url="")
    response = await house.client.get("/.well-known/security.txt")
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize(
    "today", [dt.date(2026, 1, 31), dt.date(2026, 6, 30), dt.date(2026, 7, 1), dt.date(2026, 12, 31)]
)
def test_security_txt_expires_within_a_year(today: dt.date) -> None:
    assert 140 < (pages.expiry(today) - today).days < 366


def test_sentences_are_short() -> None:
    for name in site.ABOUT:
        text = re.sub(
            r"<[^>]+>", " ", re.sub(r"</(?:p|li|h\d|td|th|title)>", ". ", pages.render(name, make_settings()))
        )
        for sentence in re.split(r"[.:;!?](?=\s)", text):
            assert len(sentence.split()) <= 28, sentence


def test_addresses_that_cannot_be() -> None:
    for values in (
        {"public_url": "https://a.fr/chemin"},
        {"accessibility_rate": 101},
        {"accessibility_plan_url": "javascript:1"},
    ):
        with pytest.raises(ValidationError):
            make_settings(**values)
    assert make_settings(accessibility_rate="").accessibility_rate is None
