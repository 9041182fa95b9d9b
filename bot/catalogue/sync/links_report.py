"""What became of the links, as a page in French (Markdown)."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.catalogue.overrides import day_in_words
from bot.catalogue.sync.links import State, Tried
from bot.catalogue.sync.reading import say

_SECTIONS: tuple[tuple[State, str], ...] = (
    ("dead", "mort"), ("moved", "deplace_section"), ("silent", "muet"), ("refused", "refuse"),
)  # fmt: skip


def render_links(day: dt.date, tried: Sequence[Tried], where: Mapping[str, Sequence[str]]) -> str:
    """The whole report: what is to be looked at, each address with the files that hold it."""
    fine = sum(one.state == "ok" for one in tried)
    lines = [say("liens.titre", jour=day_in_words(day)), ""]
    lines.append(say("liens.bilan", adresses=len(tried), ok=fine, autres=len(tried) - fine))
    for state, key in _SECTIONS:
        found = [one for one in tried if one.state == state]
        if found:
            lines += ["", say(f"liens.{key}.titre", nombre=len(found)), "", say(f"liens.{key}.quoi"), ""]
            lines += [_line(one, where.get(one.address, ())) for one in found]
    return "\n".join(lines) + "\n"


def _line(one: Tried, holders: Sequence[str]) -> str:
    reason = say("liens.deplace", vers=one.target) if one.target else one.reason
    return say("liens.ligne", adresse=one.address, raison=reason, ou=", ".join(holders))
