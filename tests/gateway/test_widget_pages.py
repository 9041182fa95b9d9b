"""The widget's files for any site, and the demonstration page."""

from pathlib import Path

import pytest
from conftest import House

from bot.gateway.widget import pages

pytestmark = pytest.mark.asyncio
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@pytest.fixture()
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A widget that is built."""
    (tmp_path / "dist").mkdir()
    for file in pages.NAMES:
        (tmp_path / "dist" / file).write_text(f"/* {file} */")
    monkeypatch.setattr(pages, "BUILT", tmp_path / "dist")
    return tmp_path


@pytest.mark.parametrize(("name", "kind"), [("orientation.js", "text/javascript"), ("orientation.css", "text/css")])
async def test_files_for_any_site(built: Path, house: House, name: str, kind: str) -> None:
    response = await house.client.get(f"/{name}", headers={"Origin": "https://any.example"})
    assert response.text == f"/* {name} */"
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["cache-control"] == "public, max-age=300"
    again = await house.client.get(f"/{name}", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["access-control-allow-origin"] == "*"


async def test_page_of_the_built_widget(built: Path, house: House) -> None:
    response = await house.client.get("/")
    assert "Poser ma question" in response.text
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-security-policy"] == POLICY
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    for name in ("css", "js"):
        assert (await house.client.get(f"/static/presentation.{name}")).status_code == 200
    assert (await house.client.get("/static/../textes.yml")).status_code == 404


async def test_without_a_built_widget(built: Path, house: House) -> None:
    (built / "dist" / "orientation.js").unlink()
    assert (await house.client.get("/orientation.js")).status_code == 404
    response = await house.client.get("/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "Assistant d’orientation" in response.text
