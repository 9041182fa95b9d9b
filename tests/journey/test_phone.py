"""On a phone whose keyboard is up, the first screen of an answer holds a service's name: with the real answers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from whole_service import Service

from bot.folders import ROOT

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE = {"width": 390, "height": 430}
"""What a phone's keyboard leaves of its screen."""

NEEDS = [
    "Nous avons des logements vides dans le bourg",
    "Je cherche des financements pour rénover l’école",
    "on veut savoir si la mairie est bien protégée contre les attaques informatiques",
    "il nous faut numéroter les rues du village",
    "la cantine doit servir du bio, on ne sait pas où on en est",
    "on voudrait prendre les rendez-vous de la mairie en ligne",
    "on cherche une messagerie pour les agents",
    "des habitants ne savent pas faire leurs démarches sur internet et viennent à la mairie pour qu’on les aide",
    "nous voulons recruter des bénévoles pour les associations de la commune",
    "comment mesurer l’accessibilité de notre site internet ?",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists() or not (ROOT / "bot" / "widget" / "dist" / "orientation.js").exists():
        pytest.skip("no Chromium or no built widget: apt install chromium, make widget")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.mark.parametrize("need", NEEDS, ids=range(len(NEEDS)))
def test_the_first_service_s_name_is_in_the_first_screen(browser: Browser, service: Service, need: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    try:
        page.goto(str(service.client.base_url))
        page.get_by_role("button", name="Trouver un service").tap()
        field = page.get_by_role("textbox", name="Votre message")
        field.fill(need)
        field.press("Enter")
        name, log = page.locator(".card h3").first, page.get_by_role("log")
        expect(name).to_be_attached(timeout=20_000)
        page.wait_for_timeout(600)
        shown, around = name.bounding_box(), log.bounding_box()
        assert shown and around
        assert around["y"] <= shown["y"], page.locator(".bot").last.inner_text()
        assert shown["y"] + shown["height"] <= around["y"] + around["height"], page.locator(".bot").last.inner_text()
    finally:
        context.close()
