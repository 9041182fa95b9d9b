"""What the sentence model learns from, written for the environment that has PyTorch and nothing of the product.

``python -m bot.encoder.lessons FILE | --check`` (product's environment).
"""

import json
import sys
from pathlib import Path
from typing import Any

from bot.answers.examples import all_passages, fitted_file, read_asked
from bot.answers.training import held_out
from bot.catalogue import load_valid
from bot.fingerprint import Fingerprint
from bot.orientation.documents import documents, labelled_examples, labelled_views
from bot.orientation.situation import prepare_need
from bot.orientation.text import prepare
from bot.sentences.encoder import difference_path, ready
from bot.settings import Settings, get_settings

LONGEST_PASSAGE = 400
"""Characters of a passage that are learnt from."""


def lessons(settings: Settings, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Texts and what is right for them, less the services ``without``.

    ``needs``: ``[text, service, weight]``; ``questions``: ``[text, service, [keys of the passages that answer]]``;
    ``passages``: service -> key -> ``[question, text]``. Questions are those of one file, less some services: what says
    whether a file answers is fitted on questions that the sentence model hasn't seen
    (:func:`bot.answers.training.held_out`).
    """
    data = settings.data_dir
    catalogue = load_valid(data / "catalogue")
    items = [item for item in documents(catalogue.solutions.values()) if item.id not in without]
    examples, labels = labelled_examples(items)
    views, view_labels = labelled_views(items)
    needs = [[prepare_need(text), items[label].id, 1.0] for text, label in zip(examples, labels)]
    needs += [[prepare(text), items[label].id, 0.5] for text, label in zip(views, view_labels)]
    known = all_passages(catalogue)
    asked = read_asked(fitted_file(data / "answers"), known)
    out = without | held_out(list(known))
    questions = [
        [one.question, one.service, sorted(one.right)] for one in asked if one.right and one.service not in out
    ]
    passages = {
        service: {part.key: [part.question, part.text[:LONGEST_PASSAGE]] for part in parts}
        for service, parts in known.items()
        if service not in without
    }
    return {"needs": needs, "questions": questions, "passages": passages}


def fingerprint(settings: Settings) -> str:
    """What tells one state of the files that lessons are made of from another."""
    data = settings.data_dir
    files = [*sorted((data / "catalogue").glob("*.yml")), fitted_file(data / "answers")]
    return Fingerprint().files(files, data).value()[:16]


def is_current(settings: Settings) -> bool:
    """Whether the sentence model that is kept was fitted on these very files."""
    kept = difference_path().with_name("lessons.txt")
    return not kept.exists() or kept.read_text(encoding="utf-8").strip() == fingerprint(settings)


def main() -> int:
    """Write FILE, and make the model's files beside it; further arguments are services to leave out.

    With ``--check`` nothing is written: it is said when the model was fitted on other texts, which is no fault.
    """
    settings = get_settings()
    path, *without = sys.argv[1:]
    if path == "--check":
        if not is_current(settings):
            sys.stderr.write("Modèle de phrases : ajusté à d’autres fiches ; si beaucoup a changé : make encoder\n")
        return 0
    ready(settings.models_dir / "encoder")
    content = lessons(settings, frozenset(without))
    content["fingerprint"] = fingerprint(settings)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
