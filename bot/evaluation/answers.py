"""``orientation evaluate --answers [FILE]``: how well questions on a service are answered by its file.

FILE holds JSON lines ``{"id", "q", "passages"}`` (``data/evaluation/questions.jsonl`` by default).
"""

import sys
from pathlib import Path

from bot.answers.evaluation import measure, report
from bot.answers.examples import ExamplesError
from bot.answers.ranking import AnswersMissing
from bot.evaluation.lines import BadLine, BadSet, Row, held, read_lines, strings, text
from bot.settings import get_settings


def evaluate_answers(path: Path | None = None) -> int:
    """Print the table; status 2 when there is no model, or the file is bad."""
    path = path or get_settings().data_dir / "evaluation" / "questions.jsonl"
    try:
        read_lines(path, _check)  # before the models, which take seconds
        sys.stdout.write(report(*measure(path)) + "\n")
    except (BadSet, AnswersMissing, ExamplesError) as error:
        sys.stderr.write(f"orientation: {error}\n")
        return 2
    return 0


def _check(row: Row) -> None:
    held(row, ("id", "q", "passages"))
    for key in ("id", "q"):
        text(row, key)
    if row["passages"] is None:
        raise BadLine("passages isn't a list of texts")
    strings(row, "passages")
