"""The lines that the verbs say of themselves: what was done, and why nothing was."""

import sys

from bot.texts import texts


def line(key: str, **values: object) -> str:
    """A line of the verbs, by its key under ``dit``."""
    return texts(__file__).say(f"dit.{key}", **values)


def told(key: str, **values: object) -> None:
    """Say what was done."""
    sys.stdout.write(line(key, **values) + "\n")


def fail(reason: str, status: int = 2) -> int:
    """Say on standard error why a verb ends, and give its status back."""
    sys.stderr.write(line("refus", raison=reason) + "\n")
    return status


def no_database(error: Exception) -> int:
    """The database can't be used: the class only, since an error of SQLAlchemy's quotes the statement's values."""
    from bot.database import TooNew

    return fail(line("base", erreur=error if isinstance(error, TooNew) else type(error).__name__))
