"""A first draft of a file from the facts: what must be written is left empty, so that the checks refuse it as it is."""

import datetime as dt
import json
from pathlib import Path
from string import Template

from bot.catalogue.overrides import day_in_words
from bot.catalogue.schema import AUDIENCES, STATUS_OF_PHASE
from bot.catalogue.sync.addresses import clean, owner
from bot.catalogue.sync.facts import ENDED, OWN_INCUBATOR, Product
from bot.catalogue.sync.reading import say


class NoDraft(Exception):
    """A product that has no place in the catalogue; the message is one French line."""


def draft(product: Product, day: dt.date) -> str:
    """The file of a product, its facts filled in and nothing of its page's text.

    Raises:
        NoDraft: ended without being the incubator's, or not begun yet.
    """
    phase = product.phase_on(day)
    if phase is None:
        raise NoDraft(say("ebauche.sans_phase", id=product.id))
    ended = phase.name in ENDED
    if ended and OWN_INCUBATOR not in (product.incubators or ()):
        raise NoDraft(say("ebauche.terminee", id=product.id))
    since = phase.start or day
    values = {
        **_facts(product), "phase": phase.name, "statut": STATUS_OF_PHASE.get(phase.name, ""),
        "depuis": say("rapport.depuis", jour=day_in_words(since)), "fin": _quoted(f"{since:%Y-%m}"),
        "jour": day_in_words(day), "date": day.isoformat(),
    }  # fmt: skip
    name = "ebauche-etude.yml" if ended else "ebauche-solution.yml"
    template = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return Template(template).substitute(values)


def _facts(product: Product) -> dict[str, str]:
    contact, remark = _contact(product)
    return {
        "id": _quoted(product.id) if _looks_like_a_number(product.id) else product.id,
        "nom": _quoted(product.name or product.id), "source": f"https://beta.gouv.fr/startups/{product.id}.html",
        "publics": ", ".join(AUDIENCES), "usagers": _listed(product.users), "sujets": _listed(product.topics),
        "commanditaires": _listed(product.sponsors), "contact": contact, "remarque_contact": remark,
        "site": _link(product.site), "statistiques": _link(product.statistics), "code": _link(product.code),
    }  # fmt: skip


def _contact(product: Product) -> tuple[str, str]:
    """The mailbox when it is surely shared; a person's is neither written nor shown."""
    if product.contact is None:
        return "null", say("ebauche.contact_vide")
    whose = owner(product.contact, product.id, product.name or "")
    if whose == "shared":
        return product.contact, say("ebauche.boite")
    return "null", say("ebauche.personne" if whose == "person" else "ebauche.boite_inconnue")


def _quoted(text: str) -> str:
    """A text as YAML between double quotes (JSON's are among them)."""
    return json.dumps(text, ensure_ascii=False)


def _looks_like_a_number(text: str) -> bool:
    return not any(char.isalpha() for char in text) or text.lower() in (
        "null",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
    )


def _listed(values: tuple[str, ...] | None) -> str:
    """Values for a remark: on one line."""
    return ", ".join(values) if values else say("rapport.vide")


def _link(address: str | None) -> str:
    return _quoted(clean(address)) if address else "null"
