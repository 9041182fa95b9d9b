"""What each verb of ``orientation`` takes; every word that is shown comes from ``textes.yml``."""

import argparse
import datetime as dt
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.console.french import FrenchParser, speak_french
from bot.texts import texts

Verb = Callable[[argparse.Namespace], int]

WIDTH = 78
"""Columns of what argparse doesn't fold itself."""

GROUPS = ("catalogue", "territory", "relay")
"""Words that stand before a verb."""


def _words(name: str) -> dict[str, Any]:
    words: dict[str, Any] = texts(__file__).get("commandes")[name]
    return words


def _day(text: str) -> dt.date:
    """A day as it is written.

    Raises:
        ArgumentTypeError: saying how it is written.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(texts(__file__).say("jour", valeur=text)) from None


def _count(text: str) -> int:
    """A number of times, one at least.

    Raises:
        ArgumentTypeError: saying so.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(texts(__file__).say("nombre", valeur=text))
    return int(text)


def epilog(name: str) -> str:
    """The end of a command's help: one example, and what its return codes say."""
    words, say = _words(name), texts(__file__).say
    codes = {**{2: ""}, **words["codes"]}
    common: dict[int, str] = texts(__file__).get("codes")
    for code in (2, *(() if name in ("serve", "orientation", *GROUPS) else (130,))):
        codes[code] = " ; ".join(part for part in (codes.get(code), common[code]) if part)
    lines = [_wrapped(f"  {code:<4} {codes[code]}", " " * 7) for code in sorted(codes)]
    return "\n".join([say("exemple"), f"  {words['exemple']}", "", say("codes_titre"), *lines])


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


class Arguments:
    """The parser of one verb, whose arguments take their help from the texts."""

    def __init__(self, name: str, parser: argparse.ArgumentParser) -> None:
        self._words: dict[str, str] = _words(name).get("arguments", {})
        self._parser = parser

    def add(self, flag: str, to: Any = None, also: tuple[str, ...] = (), **options: Any) -> None:
        """One argument, or one of a group; ``also``: its other names."""
        (to or self._parser).add_argument(flag, *also, help=self._words[flag], **options)

    def one_of(self) -> Any:
        """A group of options of which one at most is given."""
        return self._parser.add_mutually_exclusive_group()


def _match(verb: Arguments) -> None:
    verb.add("file", nargs="?", metavar="FICHIER")


def _folder(verb: Arguments) -> None:
    verb.add("--folder", type=Path, default=None, metavar="DOSSIER")


def _sources(verb: Arguments) -> None:
    verb.add("--api", nargs="?", const="-", metavar="ADRESSE")
    verb.add("--pages", metavar="DOSSIER")
    verb.add("--table", metavar="FICHIER")
    verb.add("--date", type=_day, metavar="AAAA-MM-JJ")


def _sync(verb: Arguments) -> None:
    _folder(verb)
    _sources(verb)
    verb.add("--report", type=Path, metavar="FICHIER")
    verb.add("--apply", action="store_true")
    verb.add("--dry-run", action="store_true")
    verb.add("--confirm", action="store_true")
    verb.add("--reopen", metavar="IDENTIFIANT")


def _check(verb: Arguments) -> None:
    _folder(verb)
    verb.add("--effect", action="store_true")
    verb.add("--base", metavar="RÉFÉRENCE")


def _links(verb: Arguments) -> None:
    _folder(verb)
    verb.add("--seulement", also=("--only",), dest="only", nargs="+", metavar="FICHIER")
    verb.add("--report", type=Path, metavar="FICHIER")


def _new(verb: Arguments) -> None:
    _folder(verb)
    verb.add("id", metavar="IDENTIFIANT")
    _sources(verb)


def _resolve(verb: Arguments) -> None:
    verb.add("text", nargs="+", metavar="TEXTE")


def _evaluate(verb: Arguments) -> None:
    """The measures: one at a time, the ranking's without any."""
    one = verb.one_of()
    verb.add("--conversations", one, nargs="*", type=Path, metavar="FICHIER")
    verb.add("--played", one, nargs="+", type=Path, metavar="FICHIER")
    verb.add("--turns", one, nargs="?", const="", metavar="FICHIER")
    verb.add("--answers", one, nargs="?", const="", metavar="FICHIER")
    verb.add("--said", one, action="store_true")
    verb.add("--ablation", one, action="store_true")
    verb.add("--export-requests", one, type=Path, metavar="FICHIER")
    verb.add("--import-answers", one, type=Path, metavar="FICHIER")


def _bench(verb: Arguments) -> None:
    verb.add("--turns", type=_count, default=200, metavar="NOMBRE")


def _answered(verb: Arguments) -> None:
    verb.add("number", metavar="NUMÉRO")


def _unmet(verb: Arguments) -> None:
    verb.add("--stored", action="store_true")
    verb.add("--texts", action="store_true")


TAKES: Mapping[str, Callable[[Arguments], None]] = {
    "match": _match, "catalogue check": _check, "catalogue load": _folder, "catalogue sync": _sync,
    "catalogue links": _links, "catalogue new": _new, "territory resolve": _resolve, "evaluate": _evaluate,
    "bench": _bench, "relay answered": _answered, "unmet": _unmet,
}  # fmt: skip
"""What the verbs take, those that take anything."""


def _described(name: str) -> dict[str, Any]:
    return {
        "description": _wrapped(_words(name)["aide"]),
        "epilog": epilog(name),
        "formatter_class": argparse.RawDescriptionHelpFormatter,
    }


def _below(parser: argparse.ArgumentParser) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    get = texts(__file__).get
    return parser.add_subparsers(title=get("titre_commandes"), dest="verb", required=True, metavar=get("commande"))


def build(verbs: Mapping[str, Verb]) -> argparse.ArgumentParser:
    """The parser of these verbs, named as they are typed (« catalogue check »); it gives back ``run`` and ``name``."""
    speak_french()
    parser = FrenchParser(prog="orientation", **_described("orientation"))
    places = {"": _below(parser)}
    for name, run in verbs.items():
        group, _space, word = name.rpartition(" ")
        if group not in places:
            places[group] = _below(places[""].add_parser(group, help=_words(group)["aide"], **_described(group)))
        verb = places[group].add_parser(word, help=_words(name)["aide"], **_described(name))
        verb.set_defaults(run=run, name=name)
        if name in TAKES:
            TAKES[name](Arguments(name, verb))
    return parser
