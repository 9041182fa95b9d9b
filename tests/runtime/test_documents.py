"""The public files agree with the product."""

import re
import subprocess

import pytest
import yaml

from bot.folders import ROOT
from bot.runtime.connectors import CONNECTORS
from bot.settings import Settings


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", ".env.example"])
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
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", read("README.md"), flags=re.MULTILINE))
    said = {name: value for name, value in rows.items() if not value.startswith("var")}
    assert said
    assert said == {name: str(Settings.__fields__[name.lower()].default) for name in said}


def test_the_first_screen_gives_the_two_commands() -> None:
    first = "\n".join(read("README.md").splitlines()[:12])
    assert "make run" in first
    assert "make test" in first


def test_every_make_command_named_exists() -> None:
    named = set(re.findall(r"make ([a-z]+)", read("README.md") + read("CONTRIBUTING.md")))
    assert {name for name in named if not re.search(rf"^{name}:", read("Makefile"), flags=re.MULTILINE)} <= {"suivant"}


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
