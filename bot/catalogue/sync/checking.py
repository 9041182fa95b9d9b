"""The verb ``catalogue check``: faults, then what is getting old; status 1 for a fault, never for an old file."""

import argparse
import datetime as dt
import sys

from bot.catalogue.checks import check
from bot.catalogue.sync.freshness import emergency_faults, warnings
from bot.console.saying import told
from bot.settings import get_settings


def check_command(args: argparse.Namespace, today: dt.date | None = None) -> int:
    """Validate every file."""
    folder = args.folder or get_settings().data_dir / "catalogue"
    catalogue, faults = check(folder)
    faults = [*faults, *emergency_faults(folder)]
    for line in (*faults, *warnings(catalogue, folder, today or dt.date.today())):
        sys.stderr.write(f"{line}\n")
    found = {"solutions": len(catalogue.solutions), "etudes": len(catalogue.investigations)}
    told("verifie", **found, fautes=len(faults))
    return 1 if faults or not catalogue.solutions else 0
