"""The register of personal data names every table that isn't of the public catalogue, and the retention that is set."""

import re
from pathlib import Path

import sqlalchemy as sa

from bot.folders import ROOT
from bot.settings import Settings

REGISTER = (ROOT / "docs" / "donnees-personnelles.md").read_text(encoding="utf-8")


def test_every_table_is_in_the_register(blank: Path) -> None:
    tables = set(sa.inspect(sa.create_engine(f"sqlite:///{blank}", future=True)).get_table_names())
    own = ("catalogue_", "sqlite_")
    personal = {name for name in tables if not name.startswith(own)} - {"alembic_version"}
    assert {name for name in personal if f"`{name}`" not in REGISTER} == set()


def test_the_register_knows_the_default_retention() -> None:
    days = Settings.__fields__["transcript_days"].default
    assert f"`TRANSCRIPT_DAYS` jours ({days} par défaut)" in REGISTER


def test_links_of_the_legal_documents_lead_somewhere() -> None:
    for folder in (ROOT / "docs", ROOT / "docs" / "modeles"):
        for page in folder.glob("*.md"):
            for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
                assert (folder / link).exists(), (page.name, link)
