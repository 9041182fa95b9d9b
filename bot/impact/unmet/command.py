"""``orientation unmet``: group what is unmet, and print the groups."""

import sys

from sqlalchemy.exc import SQLAlchemyError

from bot.console.saying import fail, line, no_database
from bot.database import sessions, upgrade
from bot.gateway.storage import utcnow
from bot.impact.unmet.board import Group, groups
from bot.impact.unmet.wording import say
from bot.settings import get_settings


def run(*, stored: bool, with_texts: bool) -> int:
    """Status 0, or 2 when the ranker or the database isn't there.

    Args:
        stored: print the last grouping, make none.
        with_texts: print what people wrote too, masked. Not for a journal: cron mails what is printed.
    """
    from bot.impact.unmet.nearness import RankerNearness
    from bot.impact.unmet.regroup import regroup
    from bot.orientation.ranker import ModelMissing

    try:
        upgrade()
        if not stored:
            regroup(sessions(), RankerNearness(get_settings().models_dir / "orientation"), utcnow())
        with sessions()() as session:
            found = groups(session, with_texts=with_texts)
    except ModelMissing:
        return fail(line("sans_classement"))
    except SQLAlchemyError as error:
        return no_database(error)
    lines = [say("terminal.entete", groupes=len(found)) if found else say("terminal.vide")]
    for group in found:
        lines += ["", *_lines(group)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _lines(group: Group) -> list[str]:
    def named(key: str, items: list[tuple[str, str]]) -> list[str]:
        names = ", ".join(f"{name} ({item})" for item, name in items)
        return [_said(f"terminal.{key}", noms=names)] if items else []

    return [
        f"{group.name} – {group.needs}, {group.months}",
        _said("terminal.tailles", tailles=group.sizes),
        _said("terminal.pourquoi", raisons=group.kinds),
        *named("solutions", group.nearest),
        *named("etudes", group.studies),
        *([_said("terminal.exemples", nom=group.solution[1])] if group.solution else []),
        *(_said("terminal.texte", texte=text) for text in group.texts),
    ]


def _said(key: str, **values: object) -> str:
    """A line of the terminal, set in under its group."""
    return "  " + say(key, **values)
