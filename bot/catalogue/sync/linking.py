"""The verb ``catalogue links``: one line for each address that doesn't answer well, then a summary."""

import argparse
import asyncio
import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bot.catalogue.sync.delivering import deliver
from bot.catalogue.sync.held import Held, Holder, UnknownFile, only, read_held
from bot.catalogue.sync.links import Tried, try_all
from bot.catalogue.sync.links_report import render_links
from bot.catalogue.sync.reading import say
from bot.console.saying import fail
from bot.settings import get_settings

FAILED = ("dead", "silent")
"""What makes the status 1: a server that refuses programs may well answer people."""

PROBED = 8
"""Hosts that are tried before all the others."""

FEWEST_HOSTS = 3
"""When none of so many answers, it is the network that lacks."""


def links(args: argparse.Namespace) -> int:
    """Try every address of the catalogue, the doors and the emergencies."""
    folder: Path = args.folder or get_settings().data_dir / "catalogue"
    held, faults = read_held(folder)
    try:
        held = only(held, args.only) if args.only else held
    except UnknownFile as error:
        return fail(say("liens.fichier", nom=error))
    if not held:
        return fail(say("liens.aucune", dossier=folder))
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    # Without a network the whole would take a quarter of an hour: a few hosts tell first.
    few = _a_few(held)
    if few and _no_network(asyncio.run(try_all(few))):
        return fail(say("liens.sans_reseau"))
    tried = asyncio.run(try_all(sorted(held), done_with=_progress(len(held))))
    if _no_network(tried):
        return fail(say("liens.sans_reseau"))
    sys.stdout.writelines(f"{line}\n" for line in (*_lines(tried, held), _summary(tried)))
    status = 1 if faults or any(one.state in FAILED for one in tried) else 0
    if args.report:
        where = {address: [str(holder) for holder in holders] for address, holders in held.items()}
        status = max(status, deliver(render_links(dt.date.today(), tried, where), args.report))
    return status


def _a_few(held: Held) -> list[str]:
    """One address of each of the first hosts; none when there are hardly more."""
    hosts = {urlsplit(address).netloc: address for address in sorted(held, reverse=True)}
    return sorted(hosts.values())[:PROBED] if len(hosts) > 2 * PROBED else []


def _no_network(tried: Sequence[Tried]) -> bool:
    hosts = {urlsplit(one.address).netloc for one in tried if one.state == "silent"}
    return len(hosts) >= FEWEST_HOSTS and all(one.state == "silent" for one in tried)


def _lines(tried: Sequence[Tried], held: Held) -> list[str]:
    """What is to be looked at, by file: « doors/eau.yml : https://… : 404, la page n’existe plus »."""
    told = [one for one in tried if one.state != "ok" or one.target]
    return sorted(
        say("liens.un", fichiers=_files(held[one.address]), adresse=one.address, quoi=_what(one)) for one in told
    )


def _files(holders: Sequence[Holder]) -> str:
    return ", ".join(sorted({holder.name for holder in holders}))


def _what(one: Tried) -> str:
    if one.target:
        key = "deplacee" if one.state == "moved" else "renvoyee"
        return say(f"liens.quoi.{key}", code=one.reason, vers=one.target)
    return say(f"liens.quoi.{one.state}", raison=one.reason)


def _summary(tried: Sequence[Tried]) -> str:
    count = Counter(one.state for one in tried)
    redirected = sum(one.target is not None for one in tried)
    fine = count["ok"] + count["moved"]
    return say("liens.compte", adresses=len(tried), ok=fine, redirigees=redirected, mortes=count["dead"],
               muettes=count["silent"], refusees=count["refused"])  # fmt: skip


def _progress(total: int) -> Callable[[Tried], None]:
    """How far the tries are, on one line of a terminal; nothing elsewhere."""
    done = 0

    def one_more(_tried: Tried) -> None:
        nonlocal done
        done += 1
        sys.stderr.write("\r" + say("liens.avance", faites=done, adresses=total) + ("\n" if done == total else ""))
        sys.stderr.flush()

    return one_more if sys.stderr.isatty() else lambda tried: None
