"""Where a report goes: the file that was asked for, the standard output otherwise."""

import sys
from pathlib import Path

from bot.catalogue.sync.edits import replace_file
from bot.catalogue.sync.reading import say
from bot.console.saying import fail


def deliver(page: str, report: Path | None) -> int:
    """Write a page; status 2, and the page on the standard output, when its file can't be written."""
    if report is None:
        sys.stdout.write(page)
        return 0
    try:
        replace_file(report, page)
    except OSError:
        sys.stdout.write(page)
        return fail(say("commande.rapport", fichier=report))
    return 0
