"""``orientation evaluate --turns [FILE]``: what is read of messages in the middle of a conversation.

FILE holds JSON lines ``{"conv", "state", "text", "act", "refers"}`` (``data/evaluation/turns.jsonl`` by default): the
state that the service had when the message came (as :func:`bot.evaluation.replay.as_json` writes it), what the person
does and the services that they speak of. Each message is read with its state and with none, so that what the state
brings shows: to the classifier, and by the acts that make no sense without it. Prints a table; writes ``turns.json``
under the folder of runtime files.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.lines import BadLine, BadSet, Row, held, mapping, one_of, read_lines, strings, text
from bot.evaluation.metrics import proportion, wilson
from bot.reading import acts
from bot.reading.model import FILE, VECTORS_FILE
from bot.reading.read import FOLDER, Trained, embedded, order, read
from bot.reading.state import APART, State
from bot.sentences.embedding import Embedder
from bot.settings import Settings, get_settings
from bot.texts import texts

CONFUSIONS = 10
TOP = 2

WORDS, SENTENCES = "words", "sentences"
"""The classifiers: by the words alone, which routes a message; by its sentence embedding too, which the desk asks."""

Acts = Callable[[State, str], Sequence[str]]
"""The acts of a message in its state, likeliest first."""

Services = Callable[[State, str], Sequence[str]]
"""Ids of the services that a message speaks of."""


class ReadingMissing(Exception):
    """No trained reading where one is expected; the message says how to make it."""


@dataclass(frozen=True)
class Turn:
    """One labelled message."""

    conversation: str
    state: State
    text: str
    act: str
    refers: frozenset[str]


@dataclass(frozen=True)
class Guess:
    """What was read of a message."""

    act: str
    """The right one."""

    with_state: tuple[str, ...]
    """Acts, likeliest first."""

    without: tuple[str, ...]
    """The same, nothing known of the conversation."""


def read_turns(path: Path) -> list[Turn]:
    """Every turn of a file.

    Raises:
        BadSet: the file can't be read, or one of its lines.
    """
    return read_lines(path, _turn)


def _turn(row: Row) -> Turn:
    held(row, ("conv", "state", "text", "act"))
    state = mapping(row["state"], "state")
    try:
        known = State.of(state, **{key: state.get(key) for key in APART})
    except (TypeError, ValueError, AttributeError):
        raise BadLine("state isn't a conversation's") from None
    return Turn(
        str(row["conv"]), known, text(row, "text"), one_of(row, "act", acts.names()), frozenset(strings(row, "refers"))
    )


def guesses(turns: Sequence[Turn], reader: Acts) -> list[Guess]:
    """Each turn read twice."""
    return [Guess(turn.act, tuple(reader(turn.state, turn.text)), tuple(reader(State(), turn.text))) for turn in turns]


def shares(found: Sequence[Guess]) -> dict[str, Any]:
    """Counts and shares of right acts of some guesses."""
    total = len(found)
    right = sum(guess.with_state[:1] == (guess.act,) for guess in found)
    alone = sum(guess.without[:1] == (guess.act,) for guess in found)
    second = sum(guess.act in guess.with_state[:TOP] for guess in found)
    return {
        "turns": total, "right": right, "accuracy": right / total, "accuracy 95 %": wilson(right, total),
        "right without state": alone, "accuracy without state": alone / total, f"top {TOP}": second / total,
    }  # fmt: skip


def confusions(found: Sequence[Guess]) -> list[dict[str, Any]]:
    """The commonest wrong acts."""
    wrong = Counter((guess.act, guess.with_state[0]) for guess in found if guess.with_state[0] != guess.act)
    return [{"act": act, "read": said, "turns": count} for (act, said), count in wrong.most_common(CONFUSIONS)]


def measure(turns: Sequence[Turn], readers: dict[str, Acts], services: Services) -> dict[str, Any]:
    """Everything that is printed and written."""
    pointing = [turn for turn in turns if turn.refers]
    hit = sum(frozenset(services(turn.state, turn.text)) == turn.refers for turn in pointing)
    result: dict[str, Any] = {"turns": len(turns), "conversations": len({turn.conversation for turn in turns}),
                              "referents": {"turns": len(pointing), "right": hit}, "readers": {}}  # fmt: skip
    for name, reader in readers.items():
        found = guesses(turns, reader)
        by_act = {act: [guess for guess in found if guess.act == act] for act in acts.names()}
        result["readers"][name] = {
            "all": shares(found),
            "acts": {act: shares(some) for act, some in by_act.items() if some},
            "confusions": confusions(found),
        }
    return result


def report(result: dict[str, Any]) -> str:
    """The table of each classifier."""
    say = texts(__file__).say
    lines = [say("tours.taille", tours=result["turns"], conversations=result["conversations"])]
    for name, reader in result["readers"].items():
        lines += ["", say(f"tours.lectures.{name}"), f"{'':18s}{'n':>5s}" + "".join(
            f"{say(f'tours.colonnes.{key}'):>15s}" for key in ("avec", "sans", "deux"))]  # fmt: skip
        for act, row in ((say("tours.tous"), reader["all"]), *reader["acts"].items()):
            cells = (row["accuracy"], row["accuracy without state"], row[f"top {TOP}"])
            lines.append(f"{act:18s}{row['turns']:5d}" + "".join(f"{cell:15.3f}" for cell in cells))
        whole = reader["all"]
        lines.append(say("tours.ensemble", part=proportion(whole["right"], whole["turns"])))
        lines += [f"{one['turns']:5d}  {one['act']} -> {one['read']}" for one in reader["confusions"]]
    found = result["referents"]
    lines += ["", say("tours.services", part=proportion(found["right"], found["turns"]))]
    return "\n".join(lines) + "\n"


def _loaded(folder: Path, file: str) -> Trained:
    try:
        return Trained.load(folder, file)
    except FileNotFoundError:
        raise ReadingMissing(f"no reading in {folder}: run `make train`") from None


def trained_readers(settings: Settings, messages: Sequence[str]) -> tuple[dict[str, Acts], Services]:
    """What was trained: the classifiers of acts, and the services that a message speaks of.

    Raises:
        ReadingMissing: nothing was.
    """
    folder = settings.models_dir / FOLDER
    words, sentences = _loaded(folder, FILE), _loaded(folder, VECTORS_FILE)
    unlike = list(dict.fromkeys(messages))
    row = {message: place for place, message in enumerate(unlike)}
    vectors = Embedder().queries([embedded(message) for message in unlike])

    def by_words(state: State, message: str) -> list[str]:
        return [act for act, _ in order(state, message, words.lexicon, words.model)]

    def by_sentences(state: State, message: str) -> list[str]:
        vector = vectors[row[message]][None]
        return [act for act, _ in order(state, message, sentences.lexicon, sentences.model, vector)]

    def services(state: State, message: str) -> Sequence[str]:
        return read(state, message, words).about

    return {WORDS: by_words, SENTENCES: by_sentences}, services


def evaluate_turns(path: Path | None = None) -> int:
    """The verb; status 2 without a training, or with a bad file."""
    settings = get_settings()
    folder = settings.var_dir / "evaluation"
    try:
        turns = read_turns(path or settings.data_dir / "evaluation" / "turns.jsonl")
        readers, services = trained_readers(settings, [turn.text for turn in turns])
    except (BadSet, ReadingMissing) as error:
        sys.stderr.write(f"orientation: {error}\n")
        return 2
    result = measure(turns, readers, services)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "turns.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(report(result) + f"-> {folder}\n")
    return 0
