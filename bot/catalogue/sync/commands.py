"""The verbs ``catalogue sync``, ``links`` and ``new``: status 0 done, 1 done with faults, 2 could not be done."""

import argparse
import datetime as dt
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.catalogue import overrides
from bot.catalogue.files import Catalogue, CatalogueError, load_valid, read_catalogue
from bot.catalogue.loading import load
from bot.catalogue.sync.comparing import Change, compare
from bot.catalogue.sync.delivering import deliver
from bot.catalogue.sync.drafting import NoDraft, draft
from bot.catalogue.sync.edits import Unwritable, replace_file, write_edits
from bot.catalogue.sync.facts import SourceError
from bot.catalogue.sync.gathering import Asked, Gathered, gather
from bot.catalogue.sync.linking import links
from bot.catalogue.sync.reading import BadField, id_of, say
from bot.catalogue.sync.report import Done, render
from bot.catalogue.sync.reviewed import FILE, left_to_read, read_reviewed
from bot.console.saying import fail
from bot.database import sessions, upgrade
from bot.settings import get_settings

__all__ = ["links", "new", "sync"]

MOST_ENDED = 0.1
"""Share of the solutions beyond which so many ends in one reading look like a damaged source."""


def _folder(args: argparse.Namespace) -> Path:
    folder: Path = args.folder or get_settings().data_dir / "catalogue"
    return folder


def _asked(args: argparse.Namespace) -> Asked:
    """The sources of the command line; without any, those of the settings."""
    settings = get_settings()
    if not (args.api or args.pages or args.table):
        return Asked(
            settings.catalogue_api_url, settings.catalogue_pages, settings.catalogue_table, settings.catalogue_table_key
        )
    api = settings.catalogue_api_url if args.api == "-" else args.api
    return Asked(api or "", args.pages or "", args.table or "", settings.catalogue_table_key)


def _gathered(args: argparse.Namespace, day: dt.date) -> Gathered:
    asked = _asked(args)
    if not (asked.api or asked.pages or asked.table):
        raise SourceError(say("source.aucune"))
    return gather(asked, day)


def sync(args: argparse.Namespace) -> int:
    """Compare the files with the sources; switch off what has ended, tell the rest, write the edits when asked."""
    if args.reopen:
        return _reopen(args)
    day, folder = args.date or dt.date.today(), _folder(args)
    catalogue = read_catalogue(folder)
    try:
        gathered = _gathered(args, day)
        reviewed = read_reviewed(folder.parent / FILE)
    except SourceError as error:
        return fail(str(error))
    stems = frozenset(path.stem for path in folder.glob("*.yml"))
    found = compare(catalogue, gathered, day, stems)
    changes = left_to_read(found, reviewed)
    done = Done(read_already=len(found) - len(changes))
    status = 1 if gathered.faults or catalogue.faults else 0
    status = max(status, _cut(args, catalogue, changes, done))
    if args.apply and not args.dry_run:
        status = max(status, _apply(folder, changes, done))
    page = render(day, catalogue, gathered, changes, done, args.apply)
    return max(status, _tell(page, args.report, catalogue, gathered))


def _tell(page: str, report: Path | None, catalogue: Catalogue, gathered: Gathered) -> int:
    """The report where it was asked for, and one line a fault on standard error."""
    for fault in gathered.faults:
        sys.stderr.write(f"{fault}\n")
    if catalogue.faults:
        sys.stderr.write(say("commande.fiche_fautive", nombre=len({item.path for item in catalogue.faults})) + "\n")
    return deliver(page, report)


def _cut(args: argparse.Namespace, catalogue: Catalogue, changes: Sequence[Change], done: Done) -> int:
    """Switch off in the database, at once, the products that have ended."""
    ended = {change.id: change.day for change in changes if change.kind == "ended" and change.day}
    if args.dry_run or not ended:
        done.cut = dict.fromkeys(ended, "dry")
        return 0
    if len(ended) > max(3, MOST_ENDED * len(catalogue.solutions)) and not args.confirm:
        done.cut = dict.fromkeys(ended, "many")
        return fail(say("commande.trop", nombre=len(ended)), 1)
    try:
        upgrade()
        with sessions().begin() as session:
            for key, day in ended.items():
                done.cut[key] = "cut" if overrides.switch_off(session, key, day) else "kept"
    except SQLAlchemyError:
        done.cut = dict.fromkeys(ended, "failed")
        return fail(say("commande.base"))
    return 0


def _apply(folder: Path, changes: Sequence[Change], done: Done) -> int:
    """Write the edits, file by file; one that can't be leaves its file as it was. What a person keeps isn't closed."""
    status = 0
    for key in {change.id for change in changes if change.edits and done.cut.get(change.id) not in ("kept", "many")}:
        edits = [edit for change in changes if change.id == key for edit in change.edits]
        try:
            write_edits(folder / f"{key}.yml", edits)
            done.written[key] = say("ecriture.faite")
        except Unwritable as error:
            done.written[key] = say("ecriture.non_faite", raison=error)
            status = 1
    return status


def _reopen(args: argparse.Namespace) -> int:
    """A person says, against the source, that a product is still open: the tables take its file's state again."""
    try:
        upgrade()
        with sessions().begin() as session:
            reopened = overrides.keep_open(session, args.reopen)
            if reopened:
                load(session, load_valid(_folder(args)))
    except SQLAlchemyError:
        return fail(say("commande.base"))
    except CatalogueError as error:
        return fail(str(error))
    message = say("commande.rouvert" if reopened else "commande.pas_coupe", id=args.reopen)
    sys.stdout.write(message + "\n")
    return 0 if reopened else 1


def new(args: argparse.Namespace) -> int:
    """Draft the file of a product from the facts of the sources."""
    day, path = args.date or dt.date.today(), _folder(args) / f"{args.id}.yml"
    try:
        id_of(args.id)
        if path.exists():
            return fail(say("ebauche.existe", fichier=path), 1)
        gathered = _gathered(args, day)
        product = gathered.products.get(args.id)
        if product is None:
            return fail(_unknown(args.id, gathered), 1)
        replace_file(path, draft(product, day))
    except BadField:
        return fail(say("ebauche.identifiant", id=args.id))
    except (SourceError, NoDraft) as error:
        return fail(str(error))
    except OSError as error:
        return fail(say("ecriture.disque", raison=type(error).__name__))
    scope = product.in_scope()
    if not scope:
        sys.stderr.write(say("ebauche.incertain" if scope is None else "ebauche.perimetre") + "\n")
    sys.stdout.write(say("ebauche.faite", fichier=path) + "\n")
    return 0


def _unknown(key: str, gathered: Gathered) -> str:
    if key in gathered.unreadable:
        fault = next((line for line in gathered.faults if f" : {key} : " in line), "")
        return say("ebauche.illisible", id=key, faute=fault)
    near = difflib.get_close_matches(key, gathered.products, 3, 0.5)
    return say("ebauche.inconnu", id=key, proches=" " + say("ebauche.proches", noms=", ".join(near)) if near else "")
