"""``orientation catalogue check --effect``: what files that changed change in the ranking of the measuring needs.

Before is the trained model, or the ranking that the files of ``--base`` make; after is fitted in memory on the files as
they are, by the training itself: weights and bars move with a file, so nothing less tells the truth. Nothing is written
but under a folder of its own, which goes at the end.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.needs import Case, read
from bot.evaluation.refit import NoBase, Remembered, changed_files, files_of, ranker_of
from bot.orientation.ranker import Match, ModelMissing, Ranker
from bot.sentences.embedding import Embedder
from bot.settings import Settings, get_settings
from bot.texts import texts

SETS = ("needs", "voices", "real-needs")
"""Sets that are looked at need by need; the one that is held apart isn't."""

SHOWN = 90
"""Characters of a need that are quoted."""

NAMED = 20
"""Changed files that are named."""


@dataclass(frozen=True)
class Change:
    """A need with what is decided of it before and after."""

    where: str
    """Its set and its id."""

    case: Case
    before: Match
    after: Match

    @property
    def moved(self) -> bool:
        """Whether something is proposed first both times, and isn't the same."""
        one, other = first(self.before), first(self.after)
        return one is not None and other is not None and one != other

    @property
    def right_before(self) -> bool:
        """Whether what was proposed first was right."""
        return first(self.before) in self.case.gold

    @property
    def right_after(self) -> bool:
        """Whether it is now."""
        return first(self.after) in self.case.gold

    def becomes(self, decision: str) -> bool:
        """Whether this is decided now, and wasn't."""
        return self.after.decision == decision != self.before.decision


def first(match: Match) -> str | None:
    """The service that is proposed first; None when none is."""
    return match.solutions[0][0] if match.solutions and match.decision != "none" else None


def judged(cases: Sequence[tuple[str, Case]], before: Ranker, after: Ranker) -> list[Change]:
    """Each need through both rankings, with progress."""
    found = []
    for number, (where, case) in enumerate(cases, start=1):
        found.append(Change(where, case, before.match(case.need), after.match(case.need)))
        if number % 250 == 0 or number == len(cases):
            sys.stderr.write(_say("avance", faits=number, tous=len(cases)) + "\n")
    return found


def lost(changes: Sequence[Change]) -> list[Change]:
    """Needs whose right first answer is no longer first."""
    return [one for one in changes if one.right_before and not one.right_after]


def report(changes: Sequence[Change]) -> Iterator[str]:
    """What is said, in French."""
    moved = [one for one in changes if one.moved]
    yield _say("changent", nombre=len(moved)) if moved else _say("rien")
    yield from map(_line, moved)
    gained = [one for one in changes if one.right_after and not one.right_before]
    for key, found in (("gagnent", gained), ("perdent", lost(changes))):
        yield _say(key, nombre=len(found), lesquels=_ids(found))
    tests: dict[str, Callable[[Change], bool]] = {
        "refuses": lambda one: one.becomes("none"),
        "demandes": lambda one: one.becomes("ask"),
        "montres": lambda one: one.becomes("answer"),
    }
    for key, test in tests.items():
        found = [one for one in changes if test(one)]
        yield " ".join([_say(f"deviennent.{key}", nombre=len(found)), *(() if found else (_say("aucun"),))])
        yield from map(_line, found)
    yield _totals(changes)


def _totals(changes: Sequence[Change]) -> str:
    answered = [one for one in changes if one.case.gold]
    others = [one for one in changes if not one.case.gold]
    return _say(
        "bilan", avec=len(answered), sans=len(others),
        avant=sum(one.right_before for one in answered), apres=sum(one.right_after for one in answered),
        refus_avant=sum(one.before.decision == "none" for one in others),
        refus_apres=sum(one.after.decision == "none" for one in others),
    )  # fmt: skip


def _line(one: Change) -> str:
    if one.case.gold:
        key = ("reste_fausse", "gagnee", "perdue", "reste_juste")[2 * one.right_before + one.right_after]
    else:
        key = "sans_reponse"
    text = " ".join(one.case.need.text.split())
    return _say(
        "ligne", ou=one.where, avant=_decided(one.before), apres=_decided(one.after), effet=_say(f"effets.{key}"),
        texte=text if len(text) <= SHOWN else text[:SHOWN].rstrip() + "…",
    )  # fmt: skip


def _decided(match: Match) -> str:
    return _say(f"decide.{match.decision}", service=first(match))


def _ids(found: Sequence[Change]) -> str:
    return ", ".join(one.where for one in found) or _say("aucun")


def cases_of(settings: Settings) -> list[tuple[str, Case]]:
    """Every need of the sets, with where it stands."""
    folder = settings.data_dir / "evaluation"
    return [(f"{name} {case.key}", case) for name in SETS for case in read(folder / f"{name}.jsonl")]


def effect(after: Path, base: str | None, settings: Settings, work: Path) -> tuple[list[str], list[Change]]:
    """What is to be said first, and what becomes of each need.

    Raises:
        ModelMissing: there is nothing to compare with.
        NoBase: nor there.
    """
    embedder = Remembered(Embedder())
    said = []
    if base is None:
        before = Ranker(Ranker.load(settings.models_dir / "orientation").trained, embedder)
        said.append(_say("avant_modele"))
    else:
        files = files_of(base, work / "base")
        names = changed_files(files, after)
        if not names:
            return [_say("aucun_fichier", base=base)], []
        more = len(names) - NAMED
        named = " ".join([", ".join(names[:NAMED]), *([_say("autres", nombre=more)] if more > 0 else ())])
        said.append(_say("fichiers", nombre=len(names), lesquels=named))
        before = ranker_of(files, settings, work / "before", embedder)
    now = ranker_of(after, settings, work / "after", embedder)
    return said, judged(cases_of(settings), before, now)


def effect_command(args: argparse.Namespace) -> int:
    """The verb; status 1 when a right first answer is lost, 2 when nothing can be compared."""
    from bot.console.saying import fail, line

    settings = get_settings()
    after = (args.folder or settings.data_dir / "catalogue").parent
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        with tempfile.TemporaryDirectory(prefix="orientation-effet-") as work:
            said, changes = effect(after, args.base, settings, Path(work))
    except ModelMissing:
        return fail(line("sans_classement"))
    except NoBase as error:
        return fail(str(error))
    sys.stdout.writelines(f"{one}\n" for one in [*said, *(report(changes) if changes else ())])
    return 1 if lost(changes) else 0


def _say(key: str, **values: object) -> str:
    return texts(__file__).say(f"effet.{key}", **values)
