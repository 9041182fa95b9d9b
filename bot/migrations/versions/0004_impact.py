"""Events without text, the link that the erasure of a conversation cuts, and views to read the statistics with."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ACTS = "'card_opened', 'link_followed', 'contact_shown', 'relay_asked'"
"""What shows that an answer was of use: the person went on to a service or to somebody."""


def _any(condition: str, name: str) -> str:
    return f"MAX(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}"


def _sum(condition: str, name: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}"


_DONE = ", ".join(
    (
        _any("type = 'list_shown'", "listed"),
        _any("type = 'question_asked'", "asked"),
        _any("type = 'no_result'", "unanswered"),
        _any(f"type IN ({_ACTS})", "activated"),
        _any("type = 'relay_asked'", "relayed"),
        _any("type = 'feedback' AND answer = 'oui'", "useful"),
        _any("type = 'feedback' AND answer = 'non'", "refused"),
    )
)
_WHO = "MAX(channel) AS channel, MAX(audience) AS audience, MAX(size) AS size"

VIEWS = {
    # One line a need: what came of it.
    "impact_needs": f"""
        SELECT visit, need, MIN(month) AS month, {_WHO},
               MAX(CASE WHEN type = 'list_shown' AND rank = 1 THEN theme END) AS theme, {_DONE}
        FROM impact_event WHERE need > 0 GROUP BY visit, need""",
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
               {_any("type = 'feedback' AND answer = 'non'", "refused")}, MAX(reason) AS reason
        FROM impact_event WHERE list_id IS NOT NULL GROUP BY list_id""",
    # One line a solution and month: how often it was shown, and what was done with it.
    "impact_solutions": f"""
        SELECT solution, month, {_sum("type = 'list_shown'", "shown")},
               {_sum("type = 'list_shown' AND rank = 1", "shown_first")}, {_sum("type = 'card_opened'", "opened")},
               {_sum("type = 'link_followed'", "followed")}, {_sum("type = 'contact_shown'", "contacted")}
        FROM impact_event WHERE solution IS NOT NULL GROUP BY solution, month""",
    # One line a month.
    "impact_months": f"""
        SELECT month, COUNT(DISTINCT CASE WHEN type <> 'relay_answered' THEN visit END) AS visits,
               {_sum("type = 'need_sent'", "needs")}, COUNT(DISTINCT list_id) AS lists,
               {_sum("type = 'question_asked'", "asked")}, {_sum("type = 'no_result'", "unanswered")},
               COUNT(DISTINCT CASE WHEN type = 'relay_asked' THEN visit END) AS relays_asked,
               {_sum("type = 'relay_answered'", "relays_answered")}
        FROM impact_event GROUP BY month""",
}
"""Each is grouped, so that no database lets anyone write through it."""


def upgrade() -> None:
    """Create the tables and the views."""
    op.create_table(
        "impact_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("visit", sa.String(22), nullable=False),
        sa.Column("need", sa.Integer, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("audience", sa.String(20)),
        sa.Column("size", sa.String(12)),
        sa.Column("theme", sa.String(40)),
        sa.Column("list_id", sa.String(40)),
        sa.Column("solution", sa.String(120)),
        sa.Column("rank", sa.Integer),
        sa.Column("answer", sa.String(8)),
        sa.Column("reason", sa.String(20)),
        sa.Index("ix_impact_event_visit", "visit", "need"),
        sa.Index("ix_impact_event_list", "list_id"),
        sa.Index("ix_impact_event_month", "month", "type"),
    )
    key = sa.ForeignKey("gateway_conversation.key", ondelete="CASCADE")
    op.create_table(
        "impact_link",
        sa.Column("conversation_key", sa.String(32), key, primary_key=True),
        sa.Column("visit", sa.String(22), nullable=False),
        sa.Column("need", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "impact_place",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("code", sa.String(9), primary_key=True),
    )
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    """Drop them."""
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")
    for table in ("impact_place", "impact_link", "impact_event"):
        op.drop_table(table)
