"""The public files agree with the product."""

import re
import subprocess

import pytest
import yaml

from bot.catalogue import load_valid
from bot.catalogue.checks import FEWEST_EXAMPLES
from bot.cli import VERBS
from bot.folders import ROOT
from bot.runtime.connectors import CONNECTORS
from bot.settings import Settings


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["docs/reglages.md", ".env.example"])
def test_every_setting_is_described(name: str) -> None:
    text = read(name)
    assert [field for field in Settings.__fields__ if field.upper() not in text] == []


def test_the_example_names_settings_only() -> None:
    names = re.findall(r"^#([A-Z_]+)=", read(".env.example"), flags=re.MULTILINE)
    own = {field.upper() for field in Settings.__fields__}
    connectors = {name for kind in CONNECTORS.values() for name in kind.names().values()}
    assert set(names) == own | connectors
    assert len(names) == len(set(names))
    assert not re.search(r"^[^#\n]", read(".env.example"), flags=re.MULTILINE)


@pytest.mark.parametrize("name", list(CONNECTORS))
def test_every_setting_of_a_connector_is_described_in_its_page(name: str) -> None:
    page = read(f"docs/{name}.md")
    assert [setting for setting in CONNECTORS[name].names().values() if f"`{setting}`" not in page] == []


def test_the_defaults_said_are_the_defaults() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", read("docs/reglages.md"), flags=re.MULTILINE))
    said = {name: value for name, value in rows.items() if not value.startswith("var")}
    assert said
    assert said == {name: str(Settings.__fields__[name.lower()].default) for name in said}


def test_the_first_screen_gives_the_two_commands() -> None:
    first = "\n".join(read("README.md").splitlines()[:12])
    assert "make run" in first
    assert "make test" in first


def test_every_make_command_named_exists() -> None:
    named = set(re.findall(r"make ([a-z]+)", "".join(map(read, ("README.md", "CONTRIBUTING.md", "docs/commandes.md")))))
    assert {name for name in named if not re.search(rf"^{name}:", read("Makefile"), flags=re.MULTILINE)} <= {"suivant"}


def test_the_readme_leads_to_every_page() -> None:
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    linked = set(re.findall(r"\]\(([^)#]+)\)", read("README.md")))
    assert pages - linked == set()
    assert [name for name in linked if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["docs/reglages.md", "docs/commandes.md", "docs/organisation.md"])
def test_the_links_of_a_page_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", read(name))
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_every_verb_is_listed() -> None:
    page = read("docs/commandes.md")
    assert [name for name in VERBS if f"`{name}`" not in page] == []


ELSEWHERES = ("Killed", "Error 137", "database is locked")
"""What the system, make and SQLite say."""


def test_each_message_of_the_readme_is_one_that_is_said() -> None:
    """In the table of troubles, "…" stands for what changes."""
    table = read("README.md").partition("## En cas de problème")[2].partition("\n## ")[0]
    cells = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]
    messages = [said for cell in cells for said in re.findall(r"`([^`]+)`", cell) if said not in ELSEWHERES]
    assert len(cells) >= 15
    assert [said for said in messages if _plain(said).rstrip(". ") not in _plain(_all_that_is_said())] == []


def _all_that_is_said() -> str:
    """The displayed texts, what they are filled with as "…"."""
    texts = [
        *ROOT.glob("bot/*/**/textes.yml"),
        ROOT / "bot" / "textes.yml",
        ROOT / "bot" / "widget" / "src" / "textes.ts",
    ]
    said = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    refused = re.search(r'refus: "(orientation : )\{raison\}"', said)
    assert refused
    for reason in ("réglage {nom} :", "base de données : {erreur}"):
        assert reason in said
        said += f"\n{refused[1]}{reason}"
    scripts = read("scripts/environment").replace("$wanted", "3.10") + read("scripts/widget")
    return re.sub(r"\{[^{}\n]*\}", "…", said) + scripts + read("tests/widget/conftest.py")


def _plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


NUMBER = r"(\d+|\w+aine|\w+ante)"
FEW_NEEDS = re.compile(rf"{NUMBER} (?:de )?besoins,? (?:au moins|dits)|au moins {NUMBER} (?:besoins|exemples)")


def test_how_many_needs_a_file_has_is_said_once() -> None:
    assert f"| {FEWEST_EXAMPLES} besoins au moins" in read("docs/catalogue.md")
    assert f"à écrire : {FEWEST_EXAMPLES} besoins au moins" in read("bot/catalogue/sync/ebauche-solution.yml")
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "bot" / "catalogue" / "sync" / "ebauche-solution.yml"]
    said = [
        (page.name, next(filter(None, found)))
        for page in pages if page.name != "CHANGELOG.md"
        for found in FEW_NEEDS.findall(page.read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert sorted(said) == [("catalogue.md", str(FEWEST_EXAMPLES)), ("ebauche-solution.yml", str(FEWEST_EXAMPLES))]
    examples = [len(one.examples) for one in load_valid().solutions.values()]
    assert min(examples) >= FEWEST_EXAMPLES and sum(examples) > 10_000  # docs/orientation.md says it


def test_make_help_lists_the_commands() -> None:
    done = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in ("run", "test", "lint", "train", "evaluate", "bench", "shell", "lock"):
        assert f"make {name} " in done.stdout


def test_publiccode_has_what_its_standard_asks() -> None:
    content = yaml.safe_load(read("publiccode.yml"))
    wanted = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description",
              "legal", "maintenance", "localisation"}  # fmt: skip
    assert wanted <= set(content)
    for text in content["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
    assert content["maintenance"]["contacts"]
    version = re.search(r'^version = "(.+)"$', read("pyproject.toml"), flags=re.MULTILINE)
    assert version
    assert content["softwareVersion"] == version.group(1)


@pytest.mark.parametrize("name", [".pre-commit-config.yaml", "publiccode.yml", "endpoints.yml", "credentials.yml"])
def test_yaml_is_readable(name: str) -> None:
    assert yaml.safe_load(read(name))
