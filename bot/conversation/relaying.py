"""To somebody: what would be handed over is shown, corrected, agreed to; then one contact detail is asked for."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.conversation import facts, menus, payloads, plain
from bot.conversation.handing import Handing
from bot.conversation.lists import Lists
from bot.conversation.reply import Message, Reply, Turn, button
from bot.conversation.vague import vague
from bot.conversation.wording import say
from bot.folding import fold
from bot.gateway.masking import holds_detail
from bot.orientation.situation import only_situation, without_situation
from bot.reading import acts
from bot.reading import state as of
from bot.reading.offer import Offer
from bot.reading.spans import without_announcement, without_rejected
from bot.reading.state import CONTACT, CORRECTION, RECAP, Last, Need, State
from bot.reading.words import roots
from bot.relay.wording import described, summary_of
from bot.territory import label
from bot.texts import texts

OWN_ACTS = (acts.YES, acts.NO, "humain", "effacer")
"""Acts that see to the summary themselves."""

_CORRECTS = {RECAP: (), CORRECTION: (acts.NEED, acts.PRECISION, acts.OBJECTION)}
"""Acts that correct the summary at a step."""

_NEED_CHARACTERS = 500


def waits(state: State) -> str | None:
    """Which step of the relay the last sentence left open."""
    return state.last.awaits if state.last.awaits in (RECAP, CORRECTION, CONTACT) else None


_CORRECTING = re.compile(r"^.{0,20}\b(?:corrig\w+|rectifi\w+|modifi\w+|changez)\b\s*[:,.]?\s*", re.IGNORECASE)


def _after_correcting(text: str) -> str:
    """What a correction says ("non, corrigez : …")."""
    return _CORRECTING.sub("", text).strip() or text


def _mark(summary: dict[str, str]) -> str:
    """What tells one summary from another."""
    return hashlib.sha256(json.dumps(summary, sort_keys=True).encode()).hexdigest()[:8]


_WANTS_SOMEBODY = re.compile(
    r"\b(?:(?:je|on|nous)\s+(?:voudr\w+|aimer\w+|souhait\w+|veu\w+|voul\w+|peu\w+|pouvons)\s+(?:bien\s+)?)?"
    r"(?:parl\w+|[ée]chang\w+|discut\w+)\s+(?:directement\s+)?(?:[àa]|avec)\s+"
    r"(?:quelqu['’]un|une personne|un humain|un conseiller|une conseill[eè]re|l['’][ée]quipe)\b"
    r"(?:\s+(?:pour|au sujet|[àa] propos)\b(?:\s+d(?:e|u|es)\b)?)?",
    re.IGNORECASE,
)
_MASKED = re.compile(r"\[[^\[\]]{1,40}\]")
_IS = re.compile(
    r"^(?:(?:le|mon|notre) (?:vrai )?besoin\b\s*)?(?:(?:c['’]est|est|ce serait|serait)\b\s*)?"
    r"(?:(?:de|d['’]|que|:)\s*)?(?=\S)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"^\W*(?:non|nan|si)\b\W*(?:(?:en fait|plutot)\W*)?"
    r"(?:c'est|il s'agit|je (?:parl|voul|demand)\w*|plutot|notre|le besoin)\b"
)
_NEEDLESS = re.compile(r"\b(?:la peine|necessaire|besoin de|utile|c'est bon|laisse\w*|tant pis|plus tard|rien)\b")
_FREE = re.compile(r"\bgratuit\w*\b")


def clean_need(text: str) -> str:
    """A need in clean words: who asks, where, greetings, what was masked and the wish for somebody left out.

    Empty when nothing says what it is about.
    """
    said = " ".join(_WANTS_SOMEBODY.sub(" ", _MASKED.sub(" ", text)).split())
    said = re.sub(r"\s+([,.])", r"\1", without_situation(said)).strip(" ,;:.!-")
    if not roots(said) or vague(said):
        return ""
    return said if len(said) <= _NEED_CHARACTERS else said[:_NEED_CHARACTERS].rsplit(" ", 1)[0] + "…"


class Relaying:
    """From "I'd like somebody" to the agreement; what follows is :class:`bot.conversation.handing.Handing`'s."""

    def __init__(self, lists: Lists, handing: Handing) -> None:
        self._lists = lists
        self._handing = handing

    def summary(self, state: State) -> dict[str, str]:
        """What was understood, as it is handed over: nothing that isn't shown."""
        names = self._lists.names()
        proposed = [names.get(key, key) for key in state.shown if key not in state.aside]
        refused = [names[key] for key in state.aside if key in names]
        known: dict[str, Any] = {
            "need": clean_need(state.said),
            "territory": label(state.place) if state.place else None,
            "role": texts(__file__).get("roles")[state.role] if state.role else None,
            "population": say("situer.habitants", population=int(state.population)) if state.population else None,
            "wish": say("relais.gratuit") if state.free else None,
            "proposed": ", ".join(proposed),
            "refused": ", ".join(refused),
        }
        return summary_of(known)

    def asked(self, state: State) -> Reply:
        """The person asks for somebody: those of the service talked about first, then ours."""
        team = payloads.human_contact(self._lists.settings)
        item = self._lists.solution(state.current or (state.shown[0] if len(state.shown) == 1 else None))
        own = say("relais.service", nom=item.name, ou=facts.where_to_ask(item)) + "\n" if item else ""
        return self._offer(state, say("relais.demande", service=own, contact=team))

    def proposed(self, state: State, why: str = "") -> Reply:
        """Somebody is the best that can be proposed; where to write is said once, not twice running."""
        if state.last.awaits == of.AWAITS_RELAY:
            text = say("relais.propose_encore")
        else:
            text = say("relais.propose", contact=payloads.human_contact(self._lists.settings))
        reply = Reply(state).say(f"{why} {text}".strip(), button(say("relais.transmettre"), "contact_humain"))
        reply.state = state.change(last=Last(of.NOTHING, choices=reply.choices, awaits=of.AWAITS_RELAY))
        return reply

    def _offer(self, state: State, first: str) -> Reply:
        """The summary with its three choices; without a need there is nothing to hand over, and it is asked for."""
        summary = self.summary(state)
        ends = state.offer is not None
        state = state.change(offer=None)
        if "need" not in summary and "proposed" not in summary:
            reply = Reply(state, closes_offer=ends).say(f"{first} {say('relais.sans_besoin')}".strip())
            reply.state = state.change(last=Last(of.RELAY, awaits=CORRECTION))
            return reply
        items = [(key, *pair) for key, pair in zip(summary, described(summary))]
        intro = "\n".join([first, "", say("relais.resume", label=self._lists.settings.contact_label)])
        mark = _mark(summary)
        choices = (
            button(say("relais.oui"), "relais_accepter", resume=mark),
            button(say("relais.corriger"), "relais_corriger"),
            button(say("relais.non"), "relais_refuser"),
        )
        payload = menus.relay(items, choices, intro, say("relais.accord"))
        reply = Reply(state, closes_offer=ends).draw(payload, *payload["choices"])
        reply.state = state.change(last=Last(of.RELAY, choices=reply.choices, awaits=RECAP, mark=mark))
        return reply

    def accept(self, state: State, mark: str | None = None, first: str = "") -> Reply:
        """Agreed: the contact detail is asked for. A summary that has changed since is shown first."""
        summary = self.summary(state)
        if not summary or (mark or state.last.mark) != _mark(summary):
            return self._offer(state, say("relais.a_change"))
        return self._handing.ask(state, Offer(summary), first)

    def refuse(self, state: State) -> Reply:
        """Nothing is handed over; what was handed over already is said to be."""
        if state.offer is None and not waits(state) and state.requests:
            return Reply(state).say(say("relais.deja", numero=state.requests[-1]))
        reply = Reply(state.change(last=Last(of.TALK), offer=None), closes_offer=state.offer is not None)
        return reply.say(say("relais.refuse"))

    def correct(self, state: State) -> Reply:
        """What is to be corrected."""
        ends = state.offer is not None
        reply = Reply(state.change(last=Last(of.RELAY, awaits=CORRECTION), offer=None), closes_offer=ends)
        return reply.say(say("relais.corriger_quoi"))

    def corrected(self, state: State, text: str, act: str = "") -> Reply:
        """A correction, of one thing: place and role are in the slots already; a wish, else the need said better."""
        if act == acts.OBJECTION and _FREE.search(fold(text)):
            return self._offer(state.change(free=True), say("relais.corrige"))
        rest = without_rejected(without_announcement(text) or text, True)
        rest = _IS.sub("", rest).strip() or rest
        if not only_situation(rest):
            if vague(rest):
                return self.correct(state)
            if not state.need:
                return self._offer(state.with_need(Need(rest)), say("relais.note"))
            state = state.change_need(text=rest)
        return self._offer(state, say("relais.corrige"))

    @staticmethod
    def corrects(turn: Turn) -> bool:
        """Whether a no says what is meant instead ("non, c'est l'éclairage public"), while it can be corrected."""
        step, words = waits(turn.state), fold(turn.text)
        if turn.reading.act != acts.NO or step not in _CORRECTS or _NEEDLESS.search(words):
            return False
        return _INSTEAD.search(words) is not None or step == CORRECTION and len(roots(turn.text)) > 1

    def yes(self, state: State) -> Reply:
        """Yes, to whichever step is open."""
        return self.accept(state) if waits(state) == RECAP else self.correct(state)

    def meanwhile(self, turn: Turn, answer: Callable[[Turn], Reply]) -> Reply:
        """Any other message while the summary stands: a correction, or something answered in its own way."""
        state, text, act = turn.state, turn.text, turn.reading.act
        step, typed = waits(state), not text.startswith("/")
        if typed and step == RECAP and holds_detail(text):
            return self.accept(state, first=say("relais.donne_avant"))
        if typed and step == RECAP and plain.CORRECTS.search(fold(text)):
            return self.corrected(state, _after_correcting(text), act)
        if typed and self.corrects(turn):
            return self.corrected(state, text, act)
        if typed and act == acts.SITUATION:
            return self._offer(state, say("relais.corrige"))  # the slots hold it already; the need stays as it is
        if typed and act in _CORRECTS.get(str(step), ()):
            return self.corrected(state, text, act)
        reply = answer(replace(turn, state=state.change(last=Last(of.TALK))))
        if act not in (acts.NEED, "recommencer") and not (reply.erase or waits(reply.state) or reply.ending):
            reply.ending = Message(say("relais.reprendre"), (button(say("relais.transmettre"), "contact_humain"),))
        return reply

    def while_offered(self, turn: Turn, answer: Callable[[Turn], Reply]) -> Reply:
        """Any message while a contact detail is waited for."""
        state, text, act = turn.state, turn.text, turn.reading.act
        offer, typed, asked = state.offer, not text.startswith("/"), state.last.awaits == CONTACT
        if offer is None or act == "effacer":
            return answer(turn)
        if typed and holds_detail(text):
            return self._handing.unreadable(state)
        if act == acts.NO and (asked or state.last.awaits == of.AWAITS_RELAY):
            return self.refuse(state)
        if act == "humain" or act == acts.YES and asked:
            return self._handing.ask(state, offer)
        if typed and asked and not offer.replaces:
            if plain.CORRECTS.search(fold(text)):
                return self.corrected(state, _after_correcting(text), act)
            if act == acts.SITUATION and self.summary(state) != offer.summary:
                return self._offer(state, say("relais.corrige"))
        return self._handing.meanwhile(turn, answer)
