"""What each need came to, people apart from programs, and since when each kind is counted."""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ACTS = "'card_opened', 'link_followed', 'contact_shown', 'relay_asked'"
_PEOPLE = "CASE WHEN channel IN ('widget', 'page', 'tchap', 'mattermost', 'relais') THEN 1 ELSE 0 END"


def _any(condition: str, name: str) -> str:
    return f"MAX(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}"


def _sum(condition: str, name: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}"


def _visits(condition: str, name: str) -> str:
    return f"COUNT(DISTINCT CASE WHEN {condition} THEN visit END) AS {name}"


_EMERGENCIES = "SELECT s.month FROM impact_since s WHERE s.kind = 'emergency'"
"""Before it, an emergency was noted beside the need that came before: that need keeps its own outcome."""
_DONE = ", ".join(
    (
        _any("type = 'list_shown'", "listed"),
        _any("type = 'question_asked'", "asked"),
        _any("type = 'no_result'", "unanswered"),
        _any(f"type IN ({_ACTS})", "activated"),
        _any("type = 'relay_asked'", "relayed"),
        _any("type = 'feedback' AND answer = 'oui'", "useful"),
        _any("type = 'feedback' AND answer = 'non'", "refused"),
        _any(f"type = 'emergency' AND month >= ({_EMERGENCIES})", "emergency"),
        _any("type = 'near_shown'", "near"),
        _any("type = 'no_result' AND solution IS NOT NULL", "door"),
        _any("type = 'file_answered'", "file_answered"),
        _any("type = 'file_silent'", "file_silent"),
    )
)
_WHO = f"MAX(channel) AS channel, MAX({_PEOPLE}) AS people, MAX(audience) AS audience, MAX(size) AS size"
_OUTCOME = """CASE WHEN emergency = 1 THEN 'emergency' WHEN listed = 1 THEN 'list' WHEN door = 1 THEN 'door'
    WHEN near = 1 THEN 'near' WHEN unanswered = 1 THEN 'nothing' WHEN asked = 1 THEN 'question'
    WHEN file_answered = 1 THEN 'file_answered' WHEN file_silent = 1 THEN 'file_silent' ELSE 'other' END"""
"""What a need came to: exactly one, the furthest that it went."""

VIEWS = {
    # One line a need: what came of it.
    "impact_needs": f"""
        SELECT n.*, {_OUTCOME} AS outcome FROM (
            SELECT visit, need, MIN(month) AS month, {_WHO},
                   MAX(CASE WHEN type = 'list_shown' AND rank = 1 THEN theme END) AS theme, {_DONE}
            FROM impact_event WHERE need > 0 GROUP BY visit, need
        ) n""",
    # One line a conversation and month in which it was used.
    "impact_visits": f"""
        SELECT visit, month, {_WHO}, COUNT(DISTINCT day) AS days,
               COUNT(DISTINCT CASE WHEN type = 'need_sent' THEN need END) AS needs, {_DONE}
        FROM impact_event WHERE type <> 'relay_answered' GROUP BY visit, month""",
    # One line a list: how long it was, and the opinion on it.
    "impact_lists": f"""
        SELECT list_id, MIN(month) AS month, {_WHO}, MAX(CASE WHEN rank = 1 THEN theme END) AS theme,
               COUNT(DISTINCT CASE WHEN type = 'list_shown' THEN solution END) AS solutions,
               {_any(f"type IN ({_ACTS})", "activated")},
               {_any("type = 'feedback' AND answer = 'oui'", "useful")},
               {_any("type = 'feedback' AND answer = 'non'", "refused")},
               MAX(CASE WHEN type = 'feedback' THEN reason END) AS reason
        FROM impact_event WHERE list_id IS NOT NULL GROUP BY list_id""",
    # One line a solution, month and kind of public: how often it was shown, and what was done with it.
    "impact_solutions": f"""
        SELECT solution, month, {_PEOPLE} AS people, {_sum("type = 'list_shown'", "shown")},
               {_sum("type = 'list_shown' AND rank = 1", "shown_first")}, {_sum("type = 'card_opened'", "opened")},
               {_sum("type = 'link_followed'", "followed")}, {_sum("type = 'contact_shown'", "contacted")},
               {_visits("type = 'list_shown'", "visits_shown")},
               {_visits("type IN ('link_followed', 'contact_shown')", "visits_followed")}
        FROM impact_event WHERE solution IS NOT NULL AND type IN ('list_shown', {_ACTS})
        GROUP BY solution, month, {_PEOPLE}""",
    # One line a service, kind of question, month and kind of public: what its file answers, and what it doesn't.
    "impact_questions": f"""
        SELECT solution, reason AS kind, month, {_PEOPLE} AS people, {_sum("type = 'file_answered'", "answered")},
               {_sum("type = 'file_silent'", "silent")}, {_visits("type = 'file_silent'", "visits_silent")}
        FROM impact_event WHERE type IN ('file_answered', 'file_silent')
        GROUP BY solution, reason, month, {_PEOPLE}""",
}
"""Each is grouped, or stands on one that is, so that no database lets anyone write through it."""

_OLD = (
    "need_sent", "list_shown", "question_asked", "no_result", "card_opened", "link_followed", "contact_shown",
    "relay_asked", "relay_answered", "feedback",
)  # fmt: skip
"""Kinds that were counted from the first day."""
_NEW = ("near_shown", "file_answered", "file_silent", "emergency", "place")
"""Kinds that are counted from now on; an emergency was, but not as a need of its own; places were, programs' too."""


def upgrade() -> None:
    """Make the views anew, and note since when each kind is counted."""
    op.create_table(
        "impact_since",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("month", sa.String(7), nullable=False),
    )
    connection = op.get_bind()
    first = connection.execute(sa.text("SELECT MIN(month) FROM impact_event")).scalar()
    doors = "SELECT MIN(month) FROM impact_event WHERE type = 'no_result' AND solution IS NOT NULL"
    door = connection.execute(sa.text(doors)).scalar()
    now = f"{dt.datetime.now(ZoneInfo('Europe/Paris')):%Y-%m}"
    since = {**dict.fromkeys(_OLD, first or now), **dict.fromkeys(_NEW, now), "door": door or now}
    for kind, month in since.items():
        connection.execute(sa.text("INSERT INTO impact_since VALUES (:kind, :month)"), {"kind": kind, "month": month})
    for name in ("impact_needs", "impact_visits", "impact_lists", "impact_solutions"):
        op.execute(f"DROP VIEW {name}")
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    """Nothing: an older version finds its own views only in a database of its own time."""
    raise NotImplementedError("restore a backup of the older version")
