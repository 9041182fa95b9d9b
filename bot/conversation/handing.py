"""The contact detail of a request: asked for, asked for again after each detour, received, corrected, followed.

The detail itself never comes here: the gateway takes it, and tells the request's number and the detail masked.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation import payloads, plain
from bot.conversation.lists import Lists
from bot.conversation.reply import Message, Reply, Turn, button
from bot.conversation.wording import say
from bot.folding import fold
from bot.reading import state as of
from bot.reading.offer import Offer
from bot.reading.state import AWAITS_ERASURE, CONTACT, CORRECTION, RECAP, Last, State
from bot.relay import requests
from bot.relay.channels import channel_names
from bot.relay.times import local
from bot.settings import Settings

PRIVACY = "/donnees-personnelles"
"""The page on data, on the service's own site."""


def _named(settings: Settings) -> str:
    """Who answers, at the start of a sentence."""
    return settings.contact_label[:1].upper() + settings.contact_label[1:]


class Handing:
    """What is said while a contact detail is waited for, and after."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    @property
    def _settings(self) -> Settings:
        return self._lists.settings

    # --- Asking

    def ask(self, state: State, offer: Offer, first: str = "", aloud: str = "") -> Reply:
        """Ask for the detail, with what becomes of it; ``aloud``: the one that was said aloud, read back masked."""
        choices = [button(say("relais.confirmer"), "relais_confirmer")] if aloud else []
        choices.append(button(say("relais.non"), "relais_refuser"))
        asked = say("relais.lu", masque=aloud) if aloud else say("relais.contact")
        consent = self._consent() if not offer.tries else ""  # told once for a request
        text = " ".join(part for part in (first, asked, consent) if part)
        payload = payloads.asked(text, choices, expects="contact")
        offer = replace(offer, at=state.at)
        reply = Reply(state, relay=offer.summary, replaces=offer.replaces).draw(payload, *payload["choices"])
        reply.state = state.change(offer=offer, last=Last(of.RELAY, choices=reply.choices, awaits=CONTACT))
        return reply

    def _consent(self) -> str:
        """To what the person agrees by giving it, when an answer comes, and where the rest is told."""
        settings = self._settings
        parts = [say("relais.consentement", label=settings.contact_label, efface=self._erased()), self._promise()]
        if settings.public_url:
            parts.append(say("relais.notice", lien=f"{settings.public_url}{PRIVACY}"))
        return " ".join(parts)

    def _sent(self) -> bool:
        """Whether requests go to somebody by themselves."""
        return bool(channel_names(self._settings))

    def _promise(self) -> str:
        """What is true of the answer."""
        settings = self._settings
        if not self._sent():
            return say("relais.sans_canal", qui=_named(settings))
        return say("relais.repondra", qui=_named(settings), quand=self._when())

    def _when(self) -> str:
        return f" {self._settings.contact_delay}" if self._settings.contact_delay else ""

    def _erased(self) -> str:
        """When the contact detail goes."""
        days = self._settings.relay_keep_days
        if not self._sent():
            return say("relais.efface_repondu")
        if days == 0:
            return say("relais.efface_aussitot")
        return say("relais.efface_un_jour") if days == 1 else say("relais.efface_jours", jours=days)

    def unreadable(self, state: State, means: str = "", digits: str = "", aloud: str = "") -> Reply:
        """What was written looks like a detail and isn't a good one: what is to be changed; or what was understood."""
        if state.offer is None:
            return Reply(state).say(say("relais.plus_attendu"), button(say("relais.transmettre"), "contact_humain"))
        offer = replace(state.offer, tries=state.offer.tries + 1)
        if aloud:
            return self.ask(state, offer, aloud=aloud)
        if digits:
            why = say("relais.illisible.telephone", chiffres=digits)
        else:
            why = say(f"relais.illisible.{'courriel' if means == 'courriel' else 'autre'}")
        if offer.tries > 1:
            why += " " + say("relais.illisible.seul")
        return self.ask(state, offer, why)

    # --- Meanwhile

    def meanwhile(self, turn: Turn, answer: Callable[[Turn], Reply]) -> Reply:
        """Any other message: answered in its own way, with a reminder; a new need takes the place of the request."""
        before, last = turn.state, turn.state.last
        free = replace(last, awaits=None) if last.awaits == CONTACT and last.kind != of.RELAY else last
        state = before.change(last=Last(of.TALK) if last.kind == of.RELAY else free)
        if before.offer and plain.WHEN.search(fold(turn.text)):
            return Reply(state).say(self._promise())
        reply = answer(replace(turn, state=state))
        if reply.state.offer is None or not before.said or reply.state.said.startswith(before.said):
            return reply
        if self._serves(reply):
            reply.closes_offer = True
            reply.ending = Message(say("relais.laissee"), (button(say("relais.transmettre"), "contact_humain"),))
            reply.state = reply.state.change(offer=None)
        else:  # nothing answers it: it was no need, perhaps
            reply.state = reply.state.change(needs=before.needs, current=before.current)
        return reply

    @staticmethod
    def _serves(reply: Reply) -> bool:
        """Whether something answers the need that was just said."""
        shown = [message.payload for message in reply.messages if message.payload]
        return any(payload["type"] in ("solutions", "question") or payload.get("door") for payload in shown)

    def reminded(self, reply: Reply) -> Reply:
        """An answer with the reminder that a contact detail is waited for, unless it asks for it or ends that."""
        state, last = reply.state, reply.state.last
        if state.offer is None or reply.erase or reply.relay is not None:
            return reply
        if last.awaits in (RECAP, CORRECTION, AWAITS_ERASURE):
            return reply
        offer = replace(state.offer, at=state.at or state.offer.at)
        refuse = {**button(say("relais.non"), "relais_refuser"), "position": self._next_number(reply)}
        payload = payloads.asked_at(say("relais.rappel"), [refuse], expects="contact")
        reply.relay, reply.replaces = offer.summary, offer.replaces
        reply.ending = Message(payload["text"], tuple(payload["choices"]), payload)
        awaited = replace(last, awaits=CONTACT) if last.awaits is None else last
        reply.state = state.change(offer=offer, last=awaited)
        return reply

    @staticmethod
    def _next_number(reply: Reply) -> int:
        """The first number that means nothing yet: neither in this answer nor in the list on screen."""
        taken = [len(reply.state.on_screen)]
        for message in reply.messages:
            payload = message.payload or {}
            listed = [item for key in ("choices", "ways_on", "next", "solutions") for item in payload.get(key) or ()]
            taken += [int(item.get("position") or 0) for item in listed] or [len(message.buttons)]
        return max(taken) + 1

    # --- After

    def received(self, state: State, number: str, means: str, masked: str = "", remark: str = "") -> Reply:
        """The queue has it: its number, the detail masked, with the way to correct it."""
        settings = self._settings
        way = say(f"relais.moyens.{means if means in ('courriel', 'telephone') else 'courriel'}")
        parts = [say("relais.recu", dossier=number)]
        if self._sent():
            parts.append(say("relais.repondra_par", qui=_named(settings), moyen=way, quand=self._when()))
        else:
            parts.append(say("relais.attend", label=settings.contact_label))
            parts.append(payloads.human_contact(settings))
        if masked and self._sent():
            parts.append(say("relais.a", masque=masked))
        elif masked:
            parts.append(say("relais.donne", moyen=way, masque=masked))
        if remark:
            parts.append(say("relais.precision", precision=remark))
        replaced = state.offer.replaces if state.offer else ""
        made = tuple(one for one in state.requests if one not in (number, replaced))
        state = state.change(offer=None, requests=(*made, number))
        fix = button(say("relais.corriger"), "relais_contact", dossier=number)
        reply = Reply(state, closes_offer=True).say(" ".join(parts), fix)
        reply.state = state.change(last=Last(of.TALK, choices=reply.choices, mark=number))
        return reply

    def correct(self, state: State, number: str) -> Reply:
        """The detail of a request is to be corrected, while somebody can still be told."""
        request = self._find(number)
        if request is None or not request.held:
            return self.followed(state, number)
        return self.ask(state, Offer(replaces=request.number), say("relais.corriger_contact"))

    def followed(self, state: State, text: str) -> Reply:
        """Where a request stands, by the queue: the one that is cited, else the last of this conversation."""
        cited = requests.numbers(text) or state.requests[-1:]
        contact = payloads.human_contact(self._settings)
        if not cited:
            return Reply(state).say(say("suivi.sans_numero", contact=contact))
        return Reply(state).say("\n".join(self._standing(number) for number in cited))

    def _standing(self, number: str) -> str:
        contact, label = payloads.human_contact(self._settings), self._settings.contact_label
        request = self._find(number)
        if request is None:
            return say("suivi.inconnue", numero=number, contact=contact)
        date = local(request.since)
        if request.state != requests.WAITING:
            return say(f"suivi.{request.state}", numero=request.number, date=date, contact=contact)
        if self._sent():
            return say("suivi.attend", numero=request.number, date=date, contact=contact)
        return say("suivi.attend_lecture", numero=request.number, date=date, label=label, contact=contact)

    def _find(self, number: str) -> requests.Request | None:
        with self._lists.sessions() as session:
            return requests.find(session, number)

    def unsent(self, state: State) -> requests.Request | None:
        """The newest request of a conversation that nobody has yet, else the newest that somebody has."""
        known = [request for request in map(self._find, reversed(state.requests)) if request]
        waiting = (request for request in known if request.state == requests.WAITING)
        return next(waiting, known[0] if known else None)
