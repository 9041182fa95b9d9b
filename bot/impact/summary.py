"""How the service does in a month, in a few sentences: what anybody should know before any table."""

from collections.abc import Mapping

from bot.impact.figures import SMALLEST, Month, months_before
from bot.impact.wording import number, say, share


def summary(months: Mapping[str, Month], name: str, said: str, *, under_way: bool) -> list[str]:
    """The sentences of a month, ``said`` as people call it; a month under way is compared with none."""
    month = months[name]
    if month.few:
        return [say("bref.peu" if month.conversations else "bref.rien", mois=said, nombre=SMALLEST)]
    before = None if under_way else months.get(months_before(name, 1))
    if before is not None and before.few:
        before = None
    return [_talks(month, before, said), *_needs(month, before), _opinions(month), _relays(month)]


def _talks(month: Month, before: Month | None, said: str) -> str:
    text = say("bref.conversations", mois=said, nombre=number(month.conversations))
    if before is None:
        return text
    change = month.conversations - before.conversations
    key = "plus" if change > 0 else "moins" if change < 0 else "autant"
    return f"{text} {say(f'bref.conversations_{key}', nombre=number(abs(change)))}"


def _needs(month: Month, before: Month | None) -> list[str]:
    """What became of the needs."""
    listed, none = share(month.listed, month.needs), share(month.unanswered, month.needs)
    if listed is None or none is None:
        return [say("bref.besoins_peu", nombre=SMALLEST)]
    text = say("bref.besoins", nombre=number(month.needs), liste=number(listed), rien=number(none))
    former = share(before.listed, before.needs) if before else None
    if former is None:
        return [text]
    change = round(listed) - round(former)
    key = "plus" if change > 0 else "moins" if change < 0 else "autant"
    return [f"{text} {say(f'bref.listes_{key}', nombre=number(abs(change)))}"]


def _opinions(month: Month) -> str:
    rate = share(month.useful, month.opinions)
    if rate is None:
        return say("bref.avis_peu" if month.opinions else "bref.avis_aucun", nombre=SMALLEST)
    return say("bref.avis", nombre=number(month.opinions), part=number(rate))


def _relays(month: Month) -> str:
    if not month.relayed:
        return say("bref.relais_aucun")
    if month.relayed < SMALLEST:
        return say("bref.relais_peu", nombre=SMALLEST)
    key = "bref.relais_peu_repondu" if 0 < month.answered < SMALLEST else "bref.relais"
    return say(key, demandes=number(month.relayed), reponses=number(month.answered), nombre=SMALLEST)
