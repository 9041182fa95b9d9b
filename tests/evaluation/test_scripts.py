"""Scripts in JSON lines: what a line may be, what an answer must hold, and how they are played."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from bot.cli import main
from bot.evaluation import conversations
from bot.evaluation.judging import Answer, faults
from bot.evaluation.playing import Played, play, report
from bot.evaluation.scripts import read_scripts
from bot.settings import get_settings


def line(*turns: tuple[str, dict[str, Any]], key: str = "C-1", kind: str = "suite") -> dict[str, Any]:
    return {"id": key, "kind": kind, "turns": [{"user": user, "expect": expect} for user, expect in turns]}


@pytest.fixture
def script(tmp_path: Path) -> Any:
    def written(*turns: tuple[str, dict[str, Any]]) -> Any:
        file = tmp_path / "one.jsonl"
        file.write_text(json.dumps(line(*turns), ensure_ascii=False), encoding="utf-8")
        return read_scripts(file)[0]

    return written


def answer(text: str = "Voici.", *ids: str) -> Answer:
    return Answer(({"text": text}, {"custom": {"type": "solutions", "solutions": [{"id": key} for key in ids]}}))


def found(script: Any, *answers: Answer) -> list[tuple[int, str]]:
    return [(fault.turn, fault.what.split(",")[0].split(":")[0]) for fault in faults(script, answers)]


def test_the_sets_scripts_are_read() -> None:
    scripts = read_scripts(get_settings().data_dir / "evaluation" / "scripts.jsonl")
    assert len(scripts) == 45
    assert sum(len(one.turns) for one in scripts) == 137
    assert sum(bool(turn.expected.any_of) for one in scripts for turn in one.turns) == 48


def test_a_service_may_come_later_but_before_the_next_one_expected(script: Any) -> None:
    asked = script(("a", {"any_of": ["x"]}), ("b", {}), ("c", {"any_of": ["y", "z"]}), ("d", {}))
    assert found(asked, answer(), answer("v", "x"), answer(), answer("v", "z")) == []
    assert found(asked, answer(), answer(), answer("v", "x", "y"), answer()) == [(1, "none of ['x'] shown")]
    assert found(asked, answer("v", "x"), answer(), answer(), answer("v", "x")) == [(3, "none of ['y'")]


@pytest.mark.parametrize(
    ("expect", "got", "wrong"),
    [
        ({"none_of": ["x"]}, answer("v", "x"), True),
        ({"none_of": ["x"]}, answer("v", "y"), False),
        ({"says_any": ["l'équipe", "rien"]}, answer("Écrivez à L’EQUIPE"), False),
        ({"says_any": ["gratuit"]}, Answer(({"custom": {"text": "C’est\u00a0Gratuit"}},)), False),
        ({"says_any": ["gratuit"]}, answer("payant"), True),
        ({"not_says": ["désolé"]}, answer("DESOLE"), True),
        ({"not_says": ["désolé"]}, answer("oui"), False),
        ({"asks": True}, answer("Pour qui ?"), False),
        ({"asks": True}, answer("Dites-m’en plus."), True),
        ({"asks": True}, answer("Pour qui ?", "x"), True),
        ({"asks": False}, answer("Voici."), False),
        ({"no_solution": True}, answer("Rien."), False),
        ({"no_solution": True}, answer("Voici.", "x"), True),
        ({}, answer("v", *"abcdef"), False),
        ({}, answer("v", *"abcdefg"), True),
        ({}, answer("v", *"aaaaaaa"), True),
        ({}, Answer(), True),
        ({"comment": "rien à tenir", "any_of": None}, answer(), False),
    ],
)
def test_each_expectation(script: Any, expect: dict[str, Any], got: Answer, wrong: bool) -> None:
    assert bool(found(script(("a", expect)), got)) is wrong


def test_no_answer_to_nothing_is_no_silence(script: Any) -> None:
    assert found(script(("  ", {})), Answer()) == []
    assert found(script(("ah", {})), Answer(error="503")) == [(1, "error 503"), (1, "silence")]


def test_an_unlike_payload_is_read_as_nothing(script: Any) -> None:
    odd = Answer(({"custom": "texte"}, {"text": None, "custom": {"solutions": None}}, {"custom": {"solutions": ["x"]}}))
    assert found(script(("a", {"no_solution": True})), odd) == []


BAD = [
    ("{", "not JSON"),
    ("[]", "the line isn't an object"),
    ('{"id": "a", "kind": "b"}', "lacks turns"),
    ('{"id": "a", "kind": "b", "turns": []}', "turns isn't a list that holds something"),
    ('{"id": "a", "kind": "b", "turns": ["bonjour"]}', "turns 1 isn't an object"),
    ('{"id": 1, "kind": "b", "turns": [{"user": "a"}]}', "id isn't a text"),
    ('{"id": "a", "kind": "b", "turns": [{"user": "a"}], "who": "x"}', "unknown key who"),
    ('{"id": "a", "kind": "b", "turns": [{"user": "a"}, {"say": "a"}]}', "turn 2: lacks user"),
    ('{"id": "a", "kind": "b", "turns": [{"user": "a", "expects": {}}]}', "turn 1: unknown key expects"),
    ('{"id": "a", "kind": "b", "turns": [{"user": "a", "expect": {"any": []}}]}', "turn 1: unknown key any"),
    ('{"id": "a", "kind": "b", "turns": [{"user": "a", "expect": {"any_of": "x"}}]}', "any_of isn't a list of texts"),
    ('{"id": "a", "kind": "b", "turns": [{"user": "a", "expect": {"asks": "oui"}}]}', "asks is neither true nor false"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_a_bad_line_is_told_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: str, reason: str
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f"{json.dumps(line(('a', {})))}\n\n{bad}\n", encoding="utf-8")
    assert main(["evaluate", "--conversations", str(file)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"orientation: {file}: line 3: ") and reason in said


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "no line"), (b"\xe9", "line 1: not UTF-8"), (None, "No such file")]
)
def test_a_file_without_scripts_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    file = tmp_path / "none.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert main(["evaluate", "--conversations", str(file)]) == 2
    assert reason in capsys.readouterr().err


def service(request: httpx.Request) -> httpx.Response:
    """Says what it is told, by the message."""
    message = json.loads(request.content)["message"]
    if message == "vide":
        return httpx.Response(422, json={"error": "empty", "text": "Écrivez votre besoin."})
    if message == "refus":
        return httpx.Response(422, json={"error": "empty"})
    if message == "panne":
        return httpx.Response(503, json={"text": "Indisponible."})
    if message == "coupure":
        raise httpx.ConnectError("no")
    if message == "page":
        return httpx.Response(200, text="<html>")
    if message == "une":
        return httpx.Response(200, json={"text": "Une seule."})
    return httpx.Response(200, json=[{"text": message}, {"custom": {"type": "solutions", "solutions": [{"id": "x"}]}}])


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(base_url="http://test", transport=httpx.MockTransport(service)) as made:
        yield made


def test_a_refused_message_says_its_sentence(script: Any, client: httpx.Client) -> None:
    asked = script(("vide", {"says_any": ["écrivez"], "no_solution": True}), ("une", {"says_any": ["une seule"]}))
    assert play(asked, client).faults == ()


@pytest.mark.parametrize("message", ["panne", "coupure", "page", "refus"])
def test_a_failure_is_a_fault_of_its_turn(script: Any, client: httpx.Client, message: str) -> None:
    played = play(script(("oui", {"any_of": ["x"]}), (message, {})), client)
    assert [fault.turn for fault in played.faults] == [2, 2]
    assert played.bad_turns == 1


def test_each_script_is_a_conversation_of_its_own(script: Any) -> None:
    senders = []

    def heard(request: httpx.Request) -> httpx.Response:
        senders.append(json.loads(request.content)["sender"])
        return httpx.Response(200, json=[{"text": "oui"}])

    with httpx.Client(base_url="http://test", transport=httpx.MockTransport(heard)) as client:
        play(script(("a", {}), ("b", {})), client)
        play(script(("a", {})), client)
    assert senders[0] == senders[1] != senders[2]


def test_what_is_printed(script: Any, client: httpx.Client) -> None:
    good, bad = script(("oui", {})), script(("oui", {"no_solution": True}), ("oui", {"says_any": ["non"]}), ("oui", {}))
    said = report([play(good, client), Played(bad, play(bad, client).faults)]).splitlines()
    assert said[0] == "C-1 suite: 1: services shown: ['x']; 2: says none of ['non']"
    assert said[1].split() == ["suite", "1/2"]
    assert said[2].split()[-5:] == ["expectation", "2/4", "0.500", "[0.15", "0.85]"]
    assert said[3].split() == ["scripts", "that", "pass", "1/2", "0.500", "[0.09", "0.91]"]


@pytest.fixture
def own_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """No service is started: a pretended one answers."""

    @contextmanager
    def started() -> Iterator[Any]:
        yield SimpleNamespace(address="http://test")

    real = httpx.Client
    monkeypatch.setattr(conversations, "throwaway", started)
    monkeypatch.setattr(
        conversations.httpx, "Client", lambda **named: real(**named, transport=httpx.MockTransport(service))
    )


@pytest.mark.usefixtures("own_service")
def test_the_verb_plays_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for name, expect in (("one", {}), ("two", {"any_of": ["y"]})):
        files.append(str(tmp_path / f"{name}.jsonl"))
        Path(files[-1]).write_text(json.dumps(line(("oui", expect), key=name)), encoding="utf-8")
    assert main(["evaluate", "--conversations", files[0]]) == 0
    assert main(["evaluate", "--conversations", *files]) == 1
    said = capsys.readouterr().out
    assert "two suite: 1: none of ['y'] shown, got ['x']" in said and "1/2" in said


@pytest.mark.usefixtures("own_service")
def test_without_a_file_the_folders_scripts_are_played(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "evaluation" / "conversations"
    folder.mkdir(parents=True)
    (folder / "a-01.yml").write_text("kind: a\nturns:\n  - say: oui\n    expect: {any_of: [x]}\n", encoding="utf-8")
    (folder / "b-01.yml").write_text("kind: b\nturns:\n  - say: oui\n    expect: {any_of: [y]}\n", encoding="utf-8")
    monkeypatch.setattr(conversations, "get_settings", lambda: SimpleNamespace(data_dir=tmp_path))
    assert main(["evaluate", "--conversations"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "b-01: 1: none of ['y'] among ['x']"
    assert [row.split() for row in said[1:]] == [["a", "1/1"], ["b", "0/1"], ["all", "1/2"]]


def test_one_measure_at_a_time() -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "--conversations", "--ablation"])
    with pytest.raises(SystemExit):
        main(["evaluate", "--intents"])
