"""The verbs of the console script ``orientation`` (same as ``python -m bot``)."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console.parser import Verb, build
from bot.console.saying import fail, line, told
from bot.texts import texts

if TYPE_CHECKING:
    from pydantic import ValidationError


def _match(args: argparse.Namespace) -> int:
    from bot.orientation.match import match_lines
    from bot.orientation.ranker import ModelMissing, Ranker
    from bot.settings import get_settings

    try:
        source = open(args.file, encoding="utf-8", errors="replace") if args.file else sys.stdin  # noqa: SIM115
        ranker = Ranker.load(get_settings().models_dir / "orientation")
    except OSError:
        return fail(line("illisible", fichier=args.file))
    except ModelMissing:
        return fail(line("sans_classement"))
    status = 0
    with source:
        for answer, fine in match_lines(source, ranker):
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()
            status = status if fine else 1
    return status


def _catalogue_check(args: argparse.Namespace) -> int:
    if args.effect or args.base:
        from bot.evaluation.effect import effect_command

        return effect_command(args)
    from bot.catalogue.sync.checking import check_command

    return check_command(args)


def _catalogue_load(args: argparse.Namespace) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.catalogue.checks import check
    from bot.catalogue.loading import load
    from bot.database import alone, sessions, upgrade
    from bot.settings import get_settings

    catalogue, faults = check(args.folder)
    if faults or not catalogue.solutions:
        return fail("\n".join([line("fautif"), *map(str, faults)]), 1)
    try:
        upgrade()
        with alone(get_settings().database, "catalogue"), sessions().begin() as session:
            done = load(session, catalogue)
    except SQLAlchemyError as error:
        return fail(line("base", erreur=str(error).splitlines()[0]))
    state = line("change" if done.changed else "inchange")
    counts = {"solutions": done.solutions, "etudes": done.investigations, "otees": done.removed}
    told("charge", version=catalogue.version, **counts, etat=state)
    return 0


def _catalogue_upkeep(args: argparse.Namespace) -> int:
    from bot.catalogue.sync import commands

    run: Verb = getattr(commands, args.name.split()[-1])
    return run(args)


def _territory(args: argparse.Namespace) -> int:
    from bot.territory.cli import resolve_command

    return resolve_command(" ".join(args.text))


def _chat(_args: argparse.Namespace) -> int:
    from bot.chat import chat

    return chat()


def _serve(_args: argparse.Namespace) -> int:
    from bot.runtime import serve

    return serve()


def _evaluate(args: argparse.Namespace) -> int:
    if args.conversations is not None:
        from bot.evaluation.conversations import evaluate_conversations

        return evaluate_conversations(args.conversations)
    if args.played:
        from bot.evaluation.played import evaluate_played

        return evaluate_played(args.played)
    if args.turns is not None:
        from bot.evaluation.turns import evaluate_turns

        return evaluate_turns(_given(args.turns))
    if args.answers is not None:
        from bot.evaluation.answers import evaluate_answers

        return evaluate_answers(_given(args.answers))
    if args.said:
        from bot.evaluation.said import evaluate_said

        return evaluate_said()
    if args.ablation:
        from bot.evaluation.ablation import evaluate_ablation

        return evaluate_ablation()
    if args.export_requests:
        from bot.evaluation.requests import export_command

        return export_command(args.export_requests)
    if args.import_answers:
        from bot.evaluation.elsewhere import import_command

        return import_command(args.import_answers)
    from bot.evaluation.ranking import evaluate_ranking

    return evaluate_ranking()


def _given(name: str) -> Path | None:
    """The file of an option whose file may be left out."""
    return Path(name) if name else None


def _bench(args: argparse.Namespace) -> int:
    from bot.evaluation.bench import bench

    return bench(args.turns)


def _purge(_args: argparse.Namespace) -> int:
    from bot.gateway.erasure import purge_command

    return purge_command()


def _relay(args: argparse.Namespace) -> int:
    from bot.relay.commands import relay_command

    return relay_command(args.name.split()[-1], getattr(args, "number", None))


def _unmet(args: argparse.Namespace) -> int:
    from bot.impact.unmet.command import run

    return run(stored=args.stored, with_texts=args.texts)


_UPKEEP = ("catalogue sync", "catalogue links", "catalogue new")
"""Verbs that write files of the checkout, which others may read."""

VERBS: Mapping[str, Verb] = {
    "match": _match,
    "chat": _chat,
    "serve": _serve,
    "catalogue check": _catalogue_check,
    "catalogue load": _catalogue_load,
    **dict.fromkeys(_UPKEEP, _catalogue_upkeep),
    "territory resolve": _territory,
    "evaluate": _evaluate,
    "bench": _bench,
    "relay list": _relay,
    "relay answered": _relay,
    "unmet": _unmet,
    "purge": _purge,
}
"""Every verb as it is typed."""


def _refused(error: "ValidationError") -> str:
    """What is wrong with the first setting that is refused, in French."""
    first = error.errors()[0]
    reasons: dict[str, str] = texts(__file__).get("reglages.raisons")
    if first["type"] == "value_error":  # said by the setting itself
        reason = first["msg"]
    else:
        reason = reasons.get(first["type"], reasons["autre"]).format(**first.get("ctx", {}))
    return texts(__file__).say("reglages.refuse", nom=str(first["loc"][0]).upper(), raison=reason)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb; status 0 done, 1 done with faults, 2 could not start."""
    from pydantic import ValidationError

    from bot.runtime.private import keep_files_private
    from bot.settings import UnknownSetting, get_settings

    args = build(VERBS).parse_args(argv)
    try:
        get_settings()
    except ValidationError as error:
        return fail(_refused(error))
    except UnknownSetting as error:
        return fail(str(error))
    if args.name not in _UPKEEP:
        keep_files_private()
    run: Verb = args.run
    try:
        return run(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
