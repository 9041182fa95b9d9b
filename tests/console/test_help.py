"""The command line speaks French, shows how it is used, and its return codes are true."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import VERBS, main
from bot.console import parser as parser_module
from bot.console import saying
from bot.console.parser import TAKES, build
from bot.settings import get_settings
from bot.texts import texts

WORDS = texts(parser_module.__file__)
ENGLISH = re.compile(
    r"\b(usage|show|help message|exit|error|positional|options|subcommands|default|required|invalid|choose|expected|"
    r"unrecognized|following|ambiguous|could match|allowed|ignored|None|the|of|with)\b(?!\u00A0)"
)
"""Words of argparse's own, and a few that no French sentence holds; « Options » before its colon is French too."""


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _commands(child)


COMMANDS = {parser.prog: parser for parser in _commands(build(VERBS))}


def test_every_verb_is_walked() -> None:
    assert {f"orientation {name}" for name in VERBS} < set(COMMANDS)
    assert set(TAKES) <= set(VERBS)
    assert set(WORDS.get("commandes")) == {name.removeprefix("orientation ") for name in COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_help_is_french_with_an_example_and_return_codes(name: str) -> None:
    said = COMMANDS[name].format_help()
    assert said.startswith("Utilisation : orientation")
    assert ENGLISH.search(said) is None
    example = re.search(r"^Exemple :\n  (.+)$", said, re.MULTILINE)
    assert example is not None
    codes = said[said.index("Codes de retour :") :]
    assert {"0", "2"} <= set(re.findall(r"^  (\d+) +\S", codes, re.MULTILINE))
    assert all(len(line) <= 80 for line in said.splitlines() if line.strip() != example[1].strip())


@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_can_be_typed(name: str) -> None:
    words = shlex.split(WORDS.get("commandes")[name.removeprefix("orientation ")]["exemple"])
    typed = words[words.index("orientation") + 1 :]
    assert build(VERBS).parse_args(typed).name in VERBS
    group = name.removeprefix("orientation").split()
    assert typed[: len(group)] == group


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "orientation : il manque : COMMANDE"),
        (["parler"], "'parler' n’existe pas ; sont possibles : 'match', "),
        (["catalogue"], "orientation catalogue : il manque : COMMANDE"),
        (["catalogue", "new"], "il manque : IDENTIFIANT"),
        (["catalogue", "new", "x", "--date", "hier"], "argument --date : « hier » n’est pas un jour"),
        (["catalogue", "check", "--folder"], "argument --folder : une valeur est attendue"),
        (["catalogue", "sync", "--re", "x"], "--re est ambigu"),
        (["chat", "--vite"], "arguments inconnus : --vite"),
        (["bench", "--turns", "0"], "« 0 » n’est pas un nombre entier positif"),
        (["evaluate", "--played"], "une valeur au moins est attendue"),
        (["evaluate", "--ablation", "--turns"], "ne va pas avec"),
        (["unmet", "--texts=oui"], "n’attend pas de valeur"),
        (["territory", "resolve"], "il manque : TEXTE"),
        (["relay", "answered"], "il manque : NUMÉRO"),
    ],
)
def test_a_refusal_is_one_french_line_and_two(capsys: pytest.CaptureFixture[str], typed: list[str], said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed)
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1 and "--help » explique" in err
    assert ENGLISH.search(err) is None


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings whose models, data base and files are those of an empty folder."""
    for name in ("MODELS_DIR", "VAR_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'one.db'}")
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        (["territory", "resolve", "la", "mairie", "de", "Vierzon"], 0),
        (["territory", "resolve", "Saint-Martin"], 1),
        (["territory", "resolve", "zzzz"], 1),
        (["match"], 2),
        (["match", "absent.jsonl"], 2),
        (["catalogue", "check"], 0),
        (["catalogue", "check", "--folder", "absent"], 1),
        (["catalogue", "load", "--folder", "absent"], 1),
        (["relay", "list"], 0),
        (["relay", "answered", "R000000-AAAAAA"], 1),
        (["unmet", "--stored"], 0),
        (["unmet"], 2),
        (["purge"], 0),
        (["evaluate", "--played", "absent.jsonl"], 2),
        (["evaluate", "--conversations", "absent.jsonl"], 2),
    ],
)
def test_return_codes(elsewhere: Path, capsys: pytest.CaptureFixture[str], typed: list[str], status: int) -> None:
    assert main(typed) == status
    if status == 2:
        assert capsys.readouterr().err.startswith("orientation")


@pytest.mark.parametrize("typed", [["catalogue", "load"], ["relay", "list"], ["unmet", "--stored"], ["purge"]])
def test_a_database_that_does_not_answer(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/orientation")
    get_settings.cache_clear()
    assert main(typed) == 2
    assert capsys.readouterr().err.startswith("orientation : base de données : ")


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_args: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    for name in set(VERBS) - {"serve"}:  # that one is ended so
        monkeypatch.setitem(VERBS, name, interrupted)
        required = [word for word in ("x",) if name in ("catalogue new", "territory resolve", "relay answered")]
        assert main([*name.split(), *required]) == 130
    assert all((" 130 " in COMMANDS[f"orientation {name}"].format_help()) == (name != "serve") for name in VERBS)


def test_every_line_that_a_verb_prints_is_written() -> None:
    sources = [*(Path(parser_module.__file__).parents[1]).glob("*.py"), Path(saying.__file__)]
    source = "".join(path.read_text(encoding="utf-8") for path in sources)
    calls = re.findall(r"\b(?:line|told)\(([^()]*)", source)
    keys = {key for call in calls for key in re.findall(r'"(\w+)"', call.split(",")[0])}
    assert {"charge", "refus", "change", "inchange"} <= keys
    assert keys <= set(WORDS.get("dit"))
