"""To somebody: what would be handed over is shown, corrected, agreed to; then one contact detail is asked for.

The detail itself never comes here: the gateway takes it and tells the dossier's number (see :mod:`bot.relay`).
"""

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.conversation import needs, payloads
from bot.conversation.facts import say
from bot.conversation.reply import Reply, button
from bot.conversation.state import State
from bot.gateway.masking import holds_detail
from bot.orientation.situation import only_situation
from bot.relay.wording import described, summary_of
from bot.settings import Settings
from bot.territory import label
from bot.texts import texts

if TYPE_CHECKING:
    from bot.conversation.lists import Lists

RECAP, CORRECTION, CONTACT = "relais_resume", "relais_correction", "relais_contact"
"""What the state waits for: the agreement to the summary, its correction, the contact detail."""

OWN_ACTIONS = ("action_relais", "action_contact", "action_oui", "action_non", "action_effacer")
"""Actions that see to what is waited for themselves."""
_SITUATES = ("se_situer", "changer_besoin")
"""Intents that correct a summary that is only shown."""
_CORRECTS = (*_SITUATES, "besoin", "affiner", "question_solution", "hors_perimetre", "detailler")

_NEED_CHARACTERS = 500


def waits(state: State) -> str | None:
    """Which step of the relay the last sentence left open."""
    step = (state.attente or "").partition(":")[0]
    return step if step in (RECAP, CORRECTION, CONTACT) else None


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

    def __init__(self, lists: "Lists") -> None:
        self._lists = lists

    def summary(self, state: State) -> dict[str, str]:
        """What was understood, as it is handed over: nothing that isn't shown."""
        names = self._lists.names()
        proposed = [names.get(key, key) for key in state.liste if key not in state.vus]
        # Asking for what is free sets many aside without a word on each.
        refused = [] if state.gratuit else [names[key] for key in state.vus if key in names]
        known: dict[str, Any] = {
            "need": (state.besoin or "")[:_NEED_CHARACTERS],
            "territory": label(state.place) if state.place else None,
            "role": texts(__file__).get("roles")[state.role] if state.role else None,
            "population": say("situer.habitants", population=int(state.population)) if state.population else None,
            "wish": say("relais.gratuit") if state.gratuit else None,
            "proposed": ", ".join(proposed),
            "refused": ", ".join(refused),
        }
        return summary_of(known)

    def asked(self, state: State) -> Reply:
        """The person asks for somebody."""
        return self._offer(state, say("relais.demande", contact=payloads.human_contact(self._lists.settings)))

    def proposed(self, state: State, why: str = "") -> Reply:
        """Somebody is the best that can be proposed."""
        text = say("relais.propose", contact=payloads.human_contact(self._lists.settings))
        return self._offer(state, (why + " " if why else "") + text)

    def _offer(self, state: State, first: str) -> Reply:
        """The summary with its three choices."""
        summary = self.summary(state)
        lines = [f"- {name} : {value}" for name, value in described(summary)]
        if "need" not in summary:
            lines.insert(0, "- " + say("relais.sans_besoin"))
        intro = say("relais.resume", label=self._lists.settings.contact_label)
        text = "\n".join([first, "", intro, *lines, "", say("relais.accord")])
        mark = _mark(summary)
        choices = (
            button(say("relais.oui"), "relais_accepter", resume=mark),
            button(say("relais.corriger"), "relais_corriger"),
            button(say("relais.non"), "relais_refuser"),
        )
        return Reply(state.change(attente=f"{RECAP}:{mark}")).say(text, *choices)

    def accept(self, state: State, mark: str | None = None) -> Reply:
        """Agreed: the contact detail is asked for. A summary that has changed since is shown first."""
        summary = self.summary(state)
        if (mark or (state.attente or "").partition(":")[2]) != _mark(summary):
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
        reply = Reply(state.change(attente=f"{CONTACT}:{_mark(summary)}"), relay=summary)
        return reply.draw(payload, *payload["choices"])

    def _when(self) -> str:
        delay = self._lists.settings.contact_delay
        return f" {delay}" if delay else ""

    def again(self, state: State) -> Reply:
        """What was written looks like a contact detail and isn't a good one."""
        return self._ask(state, self.summary(state), say("relais.illisible"))

    def refuse(self, state: State) -> Reply:
        """Nothing is handed over."""
        return Reply(state.change(attente=None)).say(say("relais.refuse"))

    def correct(self, state: State) -> Reply:
        """What is to be corrected."""
        return Reply(state.change(attente=CORRECTION)).say(say("relais.corriger_quoi"))

    def corrected(self, state: State, text: str) -> Reply:
        """A correction: place and role are in the slots already; anything else is the need, said better."""
        rest = needs.without_announcement(text) or text
        if not only_situation(rest):
            if needs.vague(rest):
                return self.correct(state)
            state = state.change(besoin=rest)
        return self._offer(state, say("relais.corrige"))

    def received(self, state: State, number: str, means: str) -> Reply:
        """The queue has it."""
        ways = texts(__file__).get("relais.moyens")
        text = say(
            "relais.recu", dossier=number, qui=_named(self._lists.settings), quand=self._when(),
            moyen=ways.get(means, ways["courriel"]),
        )  # fmt: skip
        return Reply(state.change(attente=None)).say(text)

    def yes(self, state: State) -> Reply:
        """Yes, to whichever step is open."""
        step = waits(state)
        if step == RECAP:
            return self.accept(state)
        return self.correct(state) if step == CORRECTION else self._ask(state, self.summary(state))

    def meanwhile(self, state: State, text: str, intent: str, answer: Callable[[State], Reply]) -> Reply:
        """Any other message while a step is open: a correction, or something that is answered in its own way."""
        step, typed = waits(state), not text.startswith("/")
        if step == CONTACT and typed and holds_detail(text):
            return self.again(state)
        if typed and intent in {RECAP: _SITUATES, CORRECTION: _CORRECTS}.get(str(step), ()):
            return self.corrected(state, text)
        reply = answer(state.change(attente=None))
        return reply.say(say("relais.reprendre")) if step == CONTACT and reply.messages else reply
