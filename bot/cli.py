"""The verbs of the console script ``orientation`` (same as ``python -m bot``)."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

Verb = Callable[[argparse.Namespace], int]


def _fail(message: str, status: int = 2) -> int:
    sys.stderr.write(f"orientation: {message}\n")
    return status


def _match(args: argparse.Namespace) -> int:
    from bot.orientation.match import match_lines
    from bot.orientation.ranker import ModelMissing, Ranker
    from bot.settings import get_settings

    try:
        source = open(args.file, encoding="utf-8", errors="replace") if args.file else sys.stdin  # noqa: SIM115
        ranker = Ranker.load(get_settings().models_dir / "orientation")
    except (OSError, ModelMissing) as error:
        return _fail(str(error))
    status = 0
    with source:
        for answer, fine in match_lines(source, ranker):
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()
            status = status if fine else 1
    return status


def _catalogue_check(args: argparse.Namespace) -> int:
    from bot.catalogue.checks import check

    catalogue, faults = check(args.folder)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    counts = f"{len(catalogue.solutions)} solutions, {len(catalogue.investigations)} investigations"
    sys.stdout.write(f"{counts}, {len(faults)} fault(s)\n")
    return 1 if faults or not catalogue.solutions else 0


def _catalogue_load(args: argparse.Namespace) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.catalogue.checks import check
    from bot.catalogue.loading import load
    from bot.database import alone, sessions, upgrade
    from bot.settings import get_settings

    catalogue, faults = check(args.folder)
    if faults or not catalogue.solutions:
        return _fail("the catalogue has faults, nothing was loaded:\n" + "\n".join(map(str, faults)), 1)
    try:
        upgrade()
        with alone(get_settings().database, "catalogue"), sessions().begin() as session:
            done = load(session, catalogue)
    except SQLAlchemyError as error:
        return _fail(f"database: {str(error).splitlines()[0]}")
    state = "loaded" if done.changed else "already up to date"
    sys.stdout.write(f"catalogue {catalogue.version}: {done.solutions} solutions, ")
    sys.stdout.write(f"{done.investigations} investigations, {done.removed} removed, {state}\n")
    return 0


def _catalogue_upkeep(args: argparse.Namespace) -> int:
    from bot.catalogue.sync import commands

    run: Verb = getattr(commands, args.action)
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
    if args.ablation:
        from bot.evaluation.ablation import evaluate_ablation

        return evaluate_ablation()
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

    return relay_command(args.action, getattr(args, "number", None))


def _unmet(args: argparse.Namespace) -> int:
    from bot.impact.unmet.command import run

    return run(stored=args.stored, with_texts=args.texts)


def _upkeep_arguments(
    sync: argparse.ArgumentParser, links: argparse.ArgumentParser, new: argparse.ArgumentParser
) -> None:
    """Options of the verbs that compare the catalogue with its sources."""
    new.add_argument("id", help="the product's id in the source")
    for verb in (sync, new):
        verb.add_argument("--api", nargs="?", const="-", help="address or file of the API (the setting's by default)")
        verb.add_argument("--pages", help="folder of product pages")
        verb.add_argument("--table", help="CSV file, or address of a Grist table's records")
        verb.add_argument("--date", type=dt.date.fromisoformat, help="day of the phases (YYYY-MM-DD, today by default)")
    for verb in (sync, links):
        verb.add_argument("--report", type=Path, help="file for the report (standard output by default)")
    sync.add_argument("--apply", action="store_true", help="write the edits into the files, to be reviewed")
    sync.add_argument("--dry-run", action="store_true", help="write nothing, neither files nor database")
    sync.add_argument("--confirm", action="store_true", help="switch off even many ended products at once")
    sync.add_argument("--reopen", metavar="ID", help="propose again a product that was switched off")


def _evaluate_arguments(evaluate: argparse.ArgumentParser) -> None:
    """Options of the measures: one at a time, the ranking's without any."""
    one = evaluate.add_mutually_exclusive_group()
    one.add_argument(
        "--conversations",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="play conversation scripts on a service started apart",
    )
    one.add_argument("--played", nargs="+", type=Path, metavar="FILE", help="figures of rounds of played conversations")
    one.add_argument("--turns", nargs="?", const="", metavar="FILE", help="measure what is read of messages in context")
    one.add_argument("--answers", nargs="?", const="", metavar="FILE", help="measure answers to questions on a service")
    one.add_argument("--ablation", action="store_true", help="measure what each kind of evidence brings")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="orientation", description="Orientation of collectivités.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def add(
        name: str, run: Verb, text: str, parent: "argparse._SubParsersAction[argparse.ArgumentParser]" = verbs
    ) -> argparse.ArgumentParser:
        verb = parent.add_parser(name, help=text, description=text)
        verb.set_defaults(run=run, private=run is not _catalogue_upkeep)  # that one writes files of the checkout
        return verb

    add("match", _match, "JSON lines of needs in, ranked solutions out").add_argument(
        "file", nargs="?", help="file of JSON lines (standard input by default)"
    )
    add("chat", _chat, "talk to the bot in the terminal")
    add("serve", _serve, "start all processes under one supervisor")
    catalogue = verbs.add_parser("catalogue", help="check, load and keep up the catalogue").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    upkeep: dict[str, argparse.ArgumentParser] = {}
    for name, run, text in (
        ("check", _catalogue_check, "validate every file"),
        ("load", _catalogue_load, "fill the database from the files"),
        ("sync", _catalogue_upkeep, "compare the files with the sources: report, edits, ended products switched off"),
        ("links", _catalogue_upkeep, "try every address of the files"),
        ("new", _catalogue_upkeep, "draft a file from the facts of the sources"),
    ):
        upkeep[name] = add(name, run, text, catalogue)
        upkeep[name].add_argument("--folder", type=Path, default=None, help="folder of the files")
    _upkeep_arguments(upkeep["sync"], upkeep["links"], upkeep["new"])
    territory = verbs.add_parser("territory", help="resolve a territory").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    add("resolve", _territory, "which territory a text names", territory).add_argument("text", nargs="+")
    _evaluate_arguments(add("evaluate", _evaluate, "measure quality on the development sets"))
    add("bench", _bench, "measure speed and memory").add_argument("--turns", type=int, default=200)
    relay = verbs.add_parser("relay", help="requests handed over to people").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    add("list", _relay, "every request that isn't answered nor erased, with its contact detail", relay)
    add("answered", _relay, "note that a request was answered, and erase its contact detail", relay).add_argument(
        "number", help="the dossier's number"
    )
    unmet = add("unmet", _unmet, "group the needs that got nothing, and print the groups")
    unmet.add_argument("--stored", action="store_true", help="print the last grouping, make none")
    unmet.add_argument("--texts", action="store_true", help="print what people wrote too (masked): not for a journal")
    add("purge", _purge, "erase transcripts older than TRANSCRIPT_DAYS")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb; status 0 done, 1 done with faults, 2 could not start."""
    from pydantic import ValidationError

    from bot.runtime.private import keep_files_private
    from bot.settings import UnknownSetting, get_settings

    args = _parser().parse_args(argv)
    try:
        get_settings()
    except ValidationError as error:
        first = error.errors()[0]
        return _fail(f"setting {str(first['loc'][0]).upper()}: {first['msg']}")
    except UnknownSetting as error:
        return _fail(str(error))
    if args.private:
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
