"""What a solution's file says of one question (cost, who uses it…), or an honest "I don't know" and where to ask."""

import re

from bot.catalogue.schema import Solution
from bot.conversation.state import State
from bot.folding import fold
from bot.orientation.text import STOP_WORDS, stems
from bot.texts import texts

_SHARED_STEMS = 0.5
"""Share of the question's stems that a question of the file must hold to be taken as the same."""


def say(key: str, /, **values: object) -> str:
    """A sentence of this package."""
    return texts(__file__).say(key, **values)


def plain(text: str) -> str:
    """Folded words between single spaces, to look for whole words in."""
    return " " + " ".join(re.findall(r"[a-z0-9]+", fold(text))) + " "


def aspect_of(question: str) -> str | None:
    """What the question is about: the aspect whose words it holds most of; None when it holds none."""
    said = plain(question)
    best, found = 0, None
    for aspect, entry in texts(__file__).get("aspects").items():
        hits = sum(len(plain(word).split()) for word in entry.get("mots", []) if plain(word) in said)
        if hits > best:
            best, found = hits, aspect
    return found


def where_to_ask(item: Solution) -> str:
    """The shortest way to the people of a solution."""
    return str(item.contact.email or item.contact.url or item.url)


def cost_known(item: Solution) -> str | None:
    """Price as the file says it; None when it doesn't."""
    if item.cost.text:
        return item.cost.text
    return None if item.cost.free is None else say("cout.gratuit" if item.cost.free else "cout.payant")


def cost(item: Solution) -> str:
    """Price as known, within a sentence; unknown is said so."""
    return (cost_known(item) or say("cout.inconnu")).rstrip(".")


def operator(item: Solution) -> str | None:
    """Who carries it, as it stands within a sentence."""
    return item.operator.strip().rstrip(".") if item.operator else None


def audience_labels(item: Solution) -> list[str]:
    """Who it is for, in words."""
    labels = texts(__file__).get("audiences")
    return [labels[audience] for audience in item.audiences]


def audiences(item: Solution) -> str:
    """Who it is for, within a sentence."""
    return ", ".join(audience_labels(item))


def status(item: Solution) -> str:
    """What its phase means for the person."""
    return str(texts(__file__).get("statuts")[item.status])


def _usage(item: Solution) -> str | None:
    if item.usage is None:
        return None
    text, date = item.usage.text, item.usage.date
    return f"{text} ({date})" if date and date[:4] not in text else text


def _eligibility(item: Solution, state: State) -> str | None:
    rules, parts = item.eligibility, [audiences(item) + "."]
    if rules.conditions:
        parts.append(rules.conditions)
    if state.role:
        role = texts(__file__).get("roles")[state.role]
        named = state.role in item.audiences
        parts.append(say("eligibilite.audience_oui" if named else "eligibilite.audience_non", role=role))
    size = state.size
    if size is not None and (
        (rules.min_population and size < rules.min_population) or (rules.max_population and size > rules.max_population)
    ):
        parts.append(say("eligibilite.dit_taille_non", population=size))
    return " ".join(parts)


def fact(item: Solution, aspect: str, state: State) -> str | None:
    """The file's words on an aspect; None when it says nothing."""
    ways = (item.contact.email, item.contact.url, item.links.site)
    known: dict[str, str | None] = {
        "cout": cost_known(item),
        "usage": _usage(item),
        "prerequis": item.prerequisites,
        "demarrer": item.getting_started,
        "eligibilite": _eligibility(item, state),
        "accompagnement": item.accompaniment,
        "operateur": operator(item),
        "contact": " ".join(str(part) for part in ways if part) or None,
    }
    return known.get(aspect)


def _known_answer(item: Solution, question: str) -> str | None:
    """The answer of the file's question that shares most words with this one."""
    asked = {stem for stem in stems(question) if stem not in STOP_WORDS}
    best, answer = _SHARED_STEMS, None
    for known in item.questions:
        share = len(asked & set(stems(known.q))) / max(len(asked), 1)
        if share > best and len(asked) > 1:
            best, answer = share, known.a
    return answer


def answer(item: Solution, question: str, state: State) -> str:
    """Answer a question on a solution from its file only."""
    aspect = aspect_of(question)
    text = fact(item, aspect, state) if aspect else None
    if aspect and text:
        return say(f"aspects.{aspect}.dit", nom=item.name, texte=text)
    known = _known_answer(item, question)
    if known:
        return f"{item.name} — {known}"
    return say(f"aspects.{aspect or 'general'}.tait", nom=item.name, ou=where_to_ask(item))


def sheet(item: Solution) -> str:
    """All that matters on one solution, in a few lines."""
    lines = [say("detail.entete", nom=item.name, etat=status(item)), item.details or item.summary]
    if item.status_note:
        lines.append(item.status_note)
    lines.append(say("detail.pour", pour=audiences(item)))
    lines.append(say("aspects.cout.dit", nom=item.name, texte=cost(item)))
    for key, text in (
        ("commencer", item.getting_started), ("prerequis", item.prerequisites), ("usage", _usage(item)),
        ("operateur", operator(item)),
    ):  # fmt: skip
        if text:
            lines.append(say(f"detail.{key}", texte=text))
    lines.append(say("detail.lien", lien=item.url))
    if item.contact.email or item.contact.url:
        lines.append(say("detail.contact", contact=item.contact.email or item.contact.url))
    return "\n".join([*lines, say("detail.suite")])
