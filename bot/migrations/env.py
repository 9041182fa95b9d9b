"""Alembic's entry: runs the versions on the address that the caller gave."""

from alembic import context

from bot.catalogue import models as _catalogue  # noqa: F401  (tables register on Base)
from bot.database import Base, make_engine
from bot.gateway import models as _gateway  # noqa: F401
from bot.impact import models as _impact  # noqa: F401
from bot.impact.unmet import models as _unmet  # noqa: F401
from bot.relay import models as _relay  # noqa: F401

engine = make_engine(context.config.attributes["url"])
with engine.begin() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()  # the file of SQLite holds everything when its last connection is closed
