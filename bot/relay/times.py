"""Times as people of the team read them."""

import datetime as dt
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")


def aware(time: dt.datetime) -> dt.datetime:
    """A time of the product's (UTC without zone), with its zone."""
    return time.replace(tzinfo=dt.timezone.utc)


def local(time: dt.datetime) -> str:
    """Day and hour in mainland France."""
    return f"{aware(time).astimezone(_PARIS):%d/%m/%Y %H:%M}"
