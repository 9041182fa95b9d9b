"""What a solution's file says, in words that stand within a sentence."""

from bot.catalogue.schema import Solution
from bot.conversation.wording import say
from bot.orientation.eligibility import Conditions, open_to
from bot.reading.state import State
from bot.texts import texts


def where_to_ask(item: Solution) -> str:
    """The shortest way to the people of a solution."""
    return str(item.contact.email or item.contact.url or item.url)


def cost_known(item: Solution) -> str | None:
    """Price as the file says it; None when it doesn't."""
    if item.cost.text:
        return item.cost.text
    return None if item.cost.free is None else say("cout.gratuit" if item.cost.free else "cout.payant")


def operator(item: Solution) -> str | None:
    """Who carries it, as it stands within a sentence."""
    return item.operator.strip().rstrip(".") if item.operator else None


def audience_labels(item: Solution) -> list[str]:
    """Who it is for, in words."""
    labels = texts(__file__).get("audiences")
    return [labels[audience] for audience in item.audiences]


def status(item: Solution) -> str:
    """Who can use it today, in plain words; else what its phase means for the person."""
    return item.access or str(texts(__file__).get("statuts")[item.status])


def usage(item: Solution) -> str | None:
    """Who uses it, dated when the file dates it."""
    if item.usage is None:
        return None
    text, date = item.usage.text, item.usage.date
    return f"{text} ({date})" if date and date[:4] not in text else text


def verdict(item: Solution, state: State) -> str | None:
    """Whether it is for this person, as far as their role, place and size tell; None when nothing is known of them."""
    if state.size is not None and not open_to(Conditions.of(item), None, state.size):
        return say("eligibilite.taille_non", nom=item.name, population=state.size)
    elsewhere = verdict_of_place(item, state)
    if elsewhere or state.audience is None:
        return elsewhere
    named = state.audience in item.audiences
    return say("eligibilite.audience_oui" if named else "eligibilite.audience_non", nom=item.name, role=role(state))


def role(state: State) -> str:
    """Who the person is, in words; empty when unknown."""
    return str(texts(__file__).get("roles")[state.audience]) if state.audience else ""


def verdict_of_place(item: Solution, state: State) -> str | None:
    """That the file's conditions leave the person's territory out, when they do."""
    if state.place is not None and not open_to(Conditions.of(item), state.place, None):
        return say("eligibilite.lieu_non", nom=item.name)
    return None


def for_you(item: Solution, state: State) -> str:
    """The answer to "is it for us?": who can use it today, whether that is the person, on which conditions."""
    parts = [say("eligibilite.acces", nom=item.name, etat=status(item)), verdict(item, state), _fits(item, state)]
    parts.append(item.eligibility.conditions)
    return " ".join(part for part in parts if part)


def _fits(item: Solution, state: State) -> str | None:
    """That the size which the person said is no obstacle; None without one, or when it is one."""
    rules = item.eligibility
    if state.population is None or not open_to(Conditions.of(item), None, int(state.population)):
        return None
    free = rules.min_population is None and rules.max_population is None
    if free and rules.conditions:
        return None  # which may speak of size in words
    return say("eligibilite.taille_libre" if free else "eligibilite.taille_oui", population=int(state.population))
