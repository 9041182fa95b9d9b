"""``evaluate --answers``: the measure of the answers, through the verb."""

from pathlib import Path

import pytest

from bot.answers.evaluation import Judged
from bot.answers.ranking import AnswersMissing
from bot.cli import main
from bot.evaluation import answers
from bot.settings import get_settings

QUESTION = '{"id": "aidantsconnect", "q": "c’est payant ?", "passages": []}\n'


def test_the_table_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[Path] = []

    def measure(path: Path) -> tuple[list[Judged], dict[str, list[Judged]]]:
        asked.append(path)
        return [Judged("cost", 0, 0.95)], {"BM25": [Judged("", 1, 0.5)]}

    monkeypatch.setattr(answers, "measure", measure)
    assert main(["evaluate", "--answers"]) == 0
    assert asked == [get_settings().data_dir / "evaluation" / "questions.jsonl"]
    rows = [line.split()[:3] for line in capsys.readouterr().out.splitlines()]
    assert ["model", "1", "1.000"] in rows and ["BM25", "1", "0.000"] in rows and ["cost", "1", "1.000"] in rows


def test_a_missing_training_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def measure(path: Path) -> None:
        raise AnswersMissing("run `make train`")

    file = tmp_path / "questions.jsonl"
    file.write_text(QUESTION, encoding="utf-8")
    monkeypatch.setattr(answers, "measure", measure)
    assert main(["evaluate", "--answers", str(file)]) == 2
    assert capsys.readouterr().err == "orientation: run `make train`\n"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [("{", "line 2: not JSON"), ('{"id": "a", "q": "b"}', "line 2: lacks passages"),
     ('{"id": "a", "q": "b", "passages": null}', "line 2: passages isn't a list of texts")],
)  # fmt: skip
def test_a_bad_file_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path, bad: str, reason: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(QUESTION + bad, encoding="utf-8")
    assert main(["evaluate", "--answers", str(file)]) == 2
    assert main(["evaluate", "--answers", str(tmp_path / "none.jsonl")]) == 2
    said = capsys.readouterr().err
    assert reason in said and "none.jsonl: No such file" in said
