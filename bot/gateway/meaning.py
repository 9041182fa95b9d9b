"""What a message means at the door: a choice, words to mask, or the contact detail of a request that is offered."""

import json
from dataclasses import dataclass

from bot.gateway.handing import hand_over, read_back
from bot.gateway.incoming import as_text, breakable
from bot.gateway.masking import mask, mask_attempt, without_details
from bot.gateway.refusals import Refusal
from bot.gateway.storage import Opened, Said, Store
from bot.relay import contact as details
from bot.relay.contact import Contact
from bot.relay.offers import Standing

HANDED_OVER = "relais_recu"
"""Rasa's intent for a contact detail that the queue has; its entities are a reference, never the detail."""
UNREADABLE = "relais_illisible"
"""For what was meant as one: an address that was said aloud and is read back, or something that isn't one."""
CONFIRMED = "relais_confirmer"
"""Choice: the address that was read back is right."""


@dataclass(frozen=True)
class Words:
    """A message as the transcript shows it and as Rasa gets it."""

    shown: str
    sent: str
    handed: bool = False
    """Whether it gave the contact detail of the request that was offered."""


def plain_words(opened: Opened, text: str) -> Words:
    """A message in which no contact detail is waited for."""
    if opened.choice is None:
        masked = mask(text)
        return Words(masked, breakable(masked))
    payload = opened.choice.payload
    # A payload of Rasa's begins with "/"; anything else is words that the bot offered.
    return Words(opened.choice.title, payload if payload.startswith("/") else as_text(payload))


def understood(store: Store, key: str, opened: Opened, text: str) -> Words:
    """A message while a request is offered: one contact detail is looked for, before masking. Blocks.

    Raises:
        Refusal: 409, the conversation was erased meanwhile.
        SQLAlchemyError: the database doesn't answer.
    """
    said = Said(key, opened.generation, "")
    offer, choice = opened.offer, opened.choice
    if offer is None:
        return plain_words(opened, text)
    if offer.proposed and (details.is_yes(text) if choice is None else choice.payload == f"/{CONFIRMED}"):
        return _handed(store, said, offer, None, choice.title if choice else text)
    if choice is not None:
        return plain_words(opened, text)
    found = details.find(text)
    if found is not None:
        remark = without_details(mask(details.beside(text, found)))
        before, after = mask(text[: found.start]), mask(text[found.end :])
        shown = f"{before}{details.masked(found.contact)}{after}"
        return _handed(store, said, offer, found.contact, shown, remark)
    aloud = details.dictated(text)
    if aloud is not None:
        if not read_back(store, said, aloud):
            raise Refusal(409, "erased")
        return Words(mask_attempt(mask(text)), _payload(UNREADABLE, moyen=aloud.means, masque=details.masked(aloud)))
    tried = details.attempt(text)
    if tried is None:
        return plain_words(opened, text)
    more = {"chiffres": str(tried.digits)} if tried.digits else {}
    return Words(mask_attempt(mask(text)), _payload(UNREADABLE, moyen=tried.means, **more))


def _handed(
    store: Store, said: Said, offer: Standing, contact: Contact | None, shown: str, remark: str = ""
) -> Words:  # fmt: skip
    """Write the detail to the queue; Rasa gets its reference.

    Raises:
        Refusal: 409, the conversation was erased meanwhile.
    """
    taken = hand_over(store, said, offer.number, contact, remark)
    if taken is None:
        raise Refusal(409, "erased")
    number, given = taken
    reference = {"dossier": number, "moyen": given.means, "masque": details.masked(given)}
    if remark:
        reference["remarque"] = remark
    return Words(shown, _payload(HANDED_OVER, **reference), handed=True)


def _payload(intent: str, **entities: str) -> str:
    """A payload of Rasa's."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}"
