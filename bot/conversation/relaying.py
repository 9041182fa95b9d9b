"""To somebody: what would be handed over is shown, corrected, agreed to; then one contact detail is asked for.

The detail itself never comes here: the gateway takes it and tells the dossier's number (see :mod:`bot.relay`).
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from bot.conversation import facts, payloads, plain
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply, button
from bot.conversation.vague import vague
from bot.conversation.wording import say
from bot.folding import fold
from bot.gateway.masking import holds_detail
from bot.orientation.situation import only_situation, without_situation
from bot.reading import acts
from bot.reading import state as of
from bot.reading.spans import without_announcement
from bot.reading.state import CONTACT, CORRECTION, RECAP, Last, Need, State
from bot.relay.wording import described, summary_of
from bot.settings import Settings
from bot.territory import label
from bot.texts import texts

OWN_ACTS = (acts.YES, acts.NO, "humain", "effacer")
"""Acts that see to what is waited for themselves."""

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


def _named(settings: Settings) -> str:
    """Who answers, at the start of a sentence."""
    return settings.contact_label[:1].upper() + settings.contact_label[1:]


def _erased(days: int) -> str:
    """When the contact detail goes."""
    if days == 0:
        return say("relais.efface_aussitot")
    return say("relais.efface_un_jour") if days == 1 else say("relais.efface_jours", jours=days)


class Relaying:
    """From "I'd like somebody" to a dossier's number."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def summary(self, state: State) -> dict[str, str]:
        """What was understood, as it is handed over: nothing that isn't shown."""
        names = self._lists.names()
        proposed = [names.get(key, key) for key in state.shown if key not in state.aside]
        refused = [names[key] for key in state.aside if key in names]
        known: dict[str, Any] = {
            "need": without_situation(state.said)[:_NEED_CHARACTERS],
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
        team = say("relais.demande", contact=payloads.human_contact(self._lists.settings))
        item = self._lists.solution(state.current or (state.shown[0] if len(state.shown) == 1 else None))
        own = say("relais.service", nom=item.name, ou=facts.where_to_ask(item)) if item else ""
        return self._offer(state, f"{team}\n{own}".strip())

    def proposed(self, state: State, why: str = "") -> Reply:
        """Somebody is the best that can be proposed."""
        text = say("relais.propose", contact=payloads.human_contact(self._lists.settings))
        reply = Reply(state).say(f"{why} {text}".strip(), button(say("relais.transmettre"), "contact_humain"))
        reply.state = state.change(last=Last(of.NOTHING, choices=reply.choices, awaits=of.AWAITS_RELAY))
        return reply

    def _offer(self, state: State, first: str) -> Reply:
        """The summary with its three choices."""
        summary = self.summary(state)
        lines = [f"- {name} : {value}" for name, value in described(summary)]
        if "need" not in summary and "proposed" not in summary:
            lines.insert(0, "- " + say("relais.sans_besoin"))
        intro = say("relais.resume", label=self._lists.settings.contact_label)
        text = "\n".join([first, "", intro, *lines, "", say("relais.accord")])
        mark = _mark(summary)
        choices = (
            button(say("relais.oui"), "relais_accepter", resume=mark),
            button(say("relais.corriger"), "relais_corriger"),
            button(say("relais.non"), "relais_refuser"),
        )
        reply = Reply(state).say(text, *choices)
        reply.state = state.change(last=Last(of.RELAY, choices=reply.choices, awaits=RECAP, mark=mark))
        return reply

    def accept(self, state: State, mark: str | None = None) -> Reply:
        """Agreed: the contact detail is asked for. A summary that has changed since is shown first."""
        summary = self.summary(state)
        if (mark or state.last.mark) != _mark(summary):
            return self._offer(state, say("relais.a_change"))
        return self._ask(state, summary)

    def _ask(self, state: State, summary: dict[str, str], first: str = "") -> Reply:
        settings = self._lists.settings
        text = say(
            "relais.contact", label=settings.contact_label, qui=_named(settings), quand=self._when(),
            efface=_erased(settings.relay_keep_days),
        )  # fmt: skip
        choices = [button(say("relais.non"), "relais_refuser")]
        payload = payloads.asked(f"{first} {text}".strip(), choices, expects="contact")
        reply = Reply(state, relay=summary).draw(payload, *payload["choices"])
        last = Last(of.RELAY, choices=reply.choices, awaits=CONTACT, mark=_mark(summary))
        reply.state = state.change(last=last)
        return reply

    def _when(self) -> str:
        delay = self._lists.settings.contact_delay
        return f" {delay}" if delay else ""

    def again(self, state: State) -> Reply:
        """What was written looks like a contact detail and isn't a good one."""
        return self._ask(state, self.summary(state), say("relais.illisible"))

    def refuse(self, state: State) -> Reply:
        """Nothing is handed over."""
        return Reply(state.change(last=Last(of.TALK))).say(say("relais.refuse"))

    def correct(self, state: State) -> Reply:
        """What is to be corrected."""
        return Reply(state.change(last=Last(of.RELAY, awaits=CORRECTION))).say(say("relais.corriger_quoi"))

    def corrected(self, state: State, text: str) -> Reply:
        """A correction: place and role are in the slots already; anything else is the need, said better."""
        rest = without_announcement(text) or text
        if not only_situation(rest):
            if vague(rest):
                return self.correct(state)
            state = state.change_need(text=rest) if state.need else state.with_need(Need(rest))
        return self._offer(state, say("relais.corrige"))

    def received(self, state: State, number: str, means: str) -> Reply:
        """The queue has it."""
        ways = texts(__file__).get("relais.moyens")
        text = say(
            "relais.recu", dossier=number, qui=_named(self._lists.settings), quand=self._when(),
            moyen=ways.get(means, ways["courriel"]),
        )  # fmt: skip
        return Reply(state.change(last=Last(of.TALK))).say(text)

    def yes(self, state: State) -> Reply:
        """Yes, to whichever step is open."""
        step = waits(state)
        if step == RECAP:
            return self.accept(state)
        return self.correct(state) if step == CORRECTION else self._ask(state, self.summary(state))

    def meanwhile(self, state: State, text: str, act: str, answer: Callable[[State], Reply]) -> Reply:
        """Any other message while a step is open: a correction, or something that is answered in its own way."""
        step, typed = waits(state), not text.startswith("/")
        if step == CONTACT and typed and holds_detail(text):
            return self.again(state)
        if typed and step == RECAP and plain.CORRECTS.search(fold(text)):
            return self.corrected(state, _after_correcting(text))
        if typed and act == acts.SITUATION and step in _CORRECTS:
            return self._offer(state, say("relais.corrige"))  # the slots hold it already; the need stays as it is
        if typed and act in _CORRECTS.get(str(step), ()):
            return self.corrected(state, text)
        reply = answer(state.change(last=Last(of.TALK)))
        if step == CONTACT and reply.messages and not waits(reply.state):
            return reply.say(say("relais.reprendre"))
        return reply
