"""Around the need: who and where, recap, money, themes, an earlier need, yes and no, complaints."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.catalogue import queries
from bot.catalogue.files import theme_groups, themes
from bot.conversation import facts, menus, payloads, ways
from bot.conversation.erasing import Erasing
from bot.conversation.lists import Lists
from bot.conversation.refining import Refining
from bot.conversation.relaying import Relaying
from bot.conversation.reply import Reply, Turn, button
from bot.conversation.showing import Showing
from bot.conversation.urgent import Alert
from bot.conversation.wording import listed, say
from bot.folding import fold
from bot.reading import state as of
from bot.reading.state import URGENT, Last, Need, State
from bot.reading.words import roots
from bot.territory import by_code, label
from bot.texts import texts

Reference = Mapping[str, Any]
"""Kind, code and name of a territory, as the slots hold it."""

FUNDING = "aides-territoires"
"""The solution that answers a bare question on money."""

_FIRST = re.compile(r"\b(?:premiere?|1ere?|1er|debut|tout au debut|initiale?)\b")
_COUNT = re.compile(r"\bcombien\b|\ben tout\b")


class Around:
    """Everything that is no need, list or solution."""

    def __init__(
        self, lists: Lists, showing: Showing, refining: Refining, relaying: Relaying, erasing: Erasing
    ) -> None:  # fmt: skip
        self._lists, self._showing, self._refining, self._relaying = lists, showing, refining, relaying
        self._erasing = erasing

    def situate(self, turn: Turn) -> Reply:
        """A place, a role, a size: noted; what it changes for what was shown is said, or the list made again.

        Between places that the message may mean, which one is asked for only when the answer changes the list.
        """
        state, ambiguous = turn.state, turn.reading.fields.get("homonymes") or ()
        if ambiguous and state.shown and not self._matters(state, ambiguous):
            return Reply(state).say(say("situer.homonymes_egaux"))
        note = self._noted(turn, ambiguous)
        if not state.need:
            reply = Reply(state).say(note + " " + say("situer.et_besoin"))
            reply.state = state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
            return reply
        match = self._lists.match(state)
        keys = self._lists.shown(match)
        if state.shown and set(keys) >= set(state.shown[: len(keys)]):
            return self._same(state, note)
        if not state.shown and match.decision == "none":
            return Reply(state).say(note + " " + say("situer.toujours_rien"))
        return self._lists.serve(state, match, question=not state.shown).first(note)

    def _noted(self, turn: Turn, ambiguous: Sequence[Reference]) -> str:
        """What is kept, said back with how to change it; else which place is wanted."""
        landmark = turn.reading.fields.get("repere")
        if ambiguous:
            return say(f"situer.ambigu.{ambiguous[0].get('reason', 'name')}", noms=self._names(ambiguous))
        if landmark:
            return say("situer.repere", nom=landmark)
        parts = self._situation(turn.state)
        return say("situer.note", quoi=" ; ".join(parts)) if parts else say("situer.inconnu")

    @staticmethod
    def _names(ambiguous: Sequence[Reference]) -> str:
        """The places that may be meant, and that there are others."""
        places = [by_code(place["kind"], place["code"]) for place in ambiguous]
        more = say("situer.et_d_autres") if ambiguous[0].get("more") else ""
        return ", ".join(label(place) for place in places if place) + more

    def _same(self, state: State, note: str) -> Reply:
        """The list stays: whether each of its services is for the person, when the file tells."""
        items = self._lists.solutions(state.shown[:3])
        told = [line for line in (facts.verdict(item, state) for item in items) if line]
        return Reply(state).say("\n".join([note, *told] if told else [note + " " + say("situer.meme_liste")]))

    def _matters(self, state: State, homonyms: Sequence[Reference]) -> bool:
        """Whether the list depends on which of the places is meant."""
        lists = [
            [key for key, _ in self._lists.match(state.change(territoire=dict(place))).solutions[: len(state.shown)]]
            for place in homonyms
        ]
        return any(tuple(keys) != state.shown for keys in lists)

    @staticmethod
    def _situation(state: State) -> list[str]:
        parts, place = [], state.place
        if place:
            parts.append(label(place) + say(f"situer.sorte.{place.kind}"))
        if state.role and not (place and place.kind == state.role):
            parts.append(say("situer.pour", role=texts(__file__).get("roles")[state.role]))
        if state.population:
            parts.append(say("situer.habitants", population=int(state.population)))
        return parts

    def recap(self, state: State) -> Reply:
        """What was understood so far."""
        if not state.need and not self._situation(state):
            reply = Reply(state).say(say("recapitulatif.rien"))
            reply.state = state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
            return reply
        names = self._lists.names()
        lines = [say("recapitulatif.besoin", besoin=payloads.recalled(state.said))] if state.need else []
        if state.place:
            lines.append(say("recapitulatif.lieu", lieu=label(state.place)))
        if state.role:
            lines.append(say("recapitulatif.role", role=texts(__file__).get("roles")[state.role]))
        if state.population:
            lines.append(say("recapitulatif.population", population=int(state.population)))
        if state.shown:
            numbered = ", ".join(f"{rank}. {names.get(key, key)}" for rank, key in enumerate(state.shown, start=1))
            lines.append(say("recapitulatif.liste", liste=numbered))
        aside = [names[key] for key in state.aside if key in names and key not in state.shown]
        if aside:
            lines.append(say("recapitulatif.ecartes", liste=", ".join(aside)))
        return Reply(state).say("\n".join([*lines, say("recapitulatif.suite")]))

    def funding(self, state: State) -> Reply:
        """Money: aides-territoires, shown with the need kept."""
        item = self._lists.solution(FUNDING)
        if item is None:
            return self._relaying.proposed(state)
        if not state.need:
            return self._showing.one(state, item.id)
        title = say("financement.titre")
        if item.id in state.shown:
            return self._showing.one(state, item.id)
        # Its number goes on from those of the list: "le premier" stays the first of the list.
        reply = self._lists.draw(Reply(state), state, [item.id], len(state.shown) + 1, title=title, outro="")
        reply.state = reply.state.change_need(title=state.need.title).change(current=item.id)
        return reply

    def themes(self, turn: Turn, theme: str | None = None) -> Reply:
        """The catalogue's themes, or the services of one (chosen, or named in the message)."""
        state, labels = turn.state, themes()
        with self._lists.sessions() as session:
            counts = queries.theme_counts(session)
        if _COUNT.search(fold(turn.text)) and theme is None:
            return Reply(state).say(say("themes.nombre", nombre=len(self._lists.ranker.ids)))
        theme = theme if theme in labels else self._named(turn.text, labels)
        if theme in labels:
            return self._theme(state, str(theme), labels[str(theme)])
        groups = [
            (title, [
                {**button(labels[key], "themes", theme=key), "count": counts[key]} for key in keys if counts.get(key)
            ])
            for title, keys in theme_groups().items()
        ]  # fmt: skip
        payload = menus.themes([group for group in groups if group[1]], say("themes.titre"), say("themes.choix"))
        reply = Reply(state).draw(payload, *(choice for group in payload["groups"] for choice in group["choices"]))
        reply.state = state.change(last=Last(of.THEMES, choices=reply.choices, awaits=of.AWAITS_NEED))
        return reply

    @staticmethod
    def _named(text: str, labels: Mapping[str, str]) -> str | None:
        """The theme whose label shares most words with a text; None when none shares any."""
        said = set(roots(text))
        shares = {key: len(said & set(roots(name))) for key, name in labels.items()}
        best = max(shares, key=lambda key: shares[key])
        return best if shares[best] else None

    def _theme(self, state: State, theme: str, named: str) -> Reply:
        """The services of a theme, three in full, the others named."""
        with self._lists.sessions() as session:
            items = queries.solutions_of_theme(session, theme)
        state = state.with_need(Need(named, title=None))
        likely = dict(self._lists.match(State(), named).solutions)  # those that the theme's name brings to mind first
        usable = sorted(items, key=lambda item: (not self._lists.usable([item.id]), -likely.get(item.id, 0.0)))
        first, rest = usable[:3], usable[3:]
        outro = say("themes.autres") if rest else None
        follow = [*(ways.opened(item) for item in rest), ways.themes(), ways.somebody()]
        title = say("themes.liste", theme=named, nombre=len(items))
        keys = [item.id for item in first]
        reply = self._lists.draw(Reply(state), state, keys, title=title, outro=outro, follow=follow)
        ids = tuple(item.id for item in usable)
        reply.state = reply.state.change_need(shown=ids, title=None).change(last=Last(of.LIST, ids))
        return reply

    def back(self, turn: Turn) -> Reply:
        """An earlier list or need, taken up again; one that still waits comes first."""
        state, said = turn.state, set(roots(turn.text))
        if state.waiting and not _FIRST.search(fold(turn.text)):
            waiting = Need(state.waiting[0])
            state = state.change(waiting=state.waiting[1:]).with_need(waiting)
            return self._lists.serve(state, self._lists.match(state))
        if not state.needs:
            return self.recap(state)
        if turn.reading.named:
            return self._showing.one(state, turn.reading.named[0])
        need = self._earlier(state, said, turn.text)
        others = tuple(item for item in state.needs if item is not need)
        state = state.change(needs=(need, *others), current=None)
        keys = [key for key in need.shown if key not in need.aside]
        if not keys:
            return self._lists.serve(state, self._lists.match(state), question=False)
        return self._lists.draw(Reply(state), state, keys, title=self._back_title(need))

    @staticmethod
    def _earlier(state: State, said: set[str], text: str) -> Need:
        """The need meant: by its words, by "the first", else the one before this."""
        shares = [len(said & set(roots(need.text))) for need in state.needs]
        if max(shares) and shares.count(max(shares)) == 1 and len(said) > 1:
            return state.needs[shares.index(max(shares))]
        if _FIRST.search(fold(text)):
            return next((need for need in reversed(state.needs) if need.shown), state.needs[-1])
        on_list = state.last.kind == of.LIST
        return state.needs[1] if len(state.needs) > 1 and on_list else state.needs[0]

    @staticmethod
    def _back_title(need: Need) -> str:
        return say("retour.titre", titre=need.title) if need.title else say("retour.sans_titre")

    def yes(self, turn: Turn) -> Reply:
        """Yes to what was waited for."""
        state = turn.state
        if state.last.awaits == of.AWAITS_ERASURE:
            return self._erasing.erase(state, "")
        if state.last.awaits in (of.RECAP, of.CORRECTION):
            return self._relaying.yes(state)
        if state.last.awaits == of.AWAITS_RELAY:
            return self._relaying.asked(state)
        if state.last.kind == of.QUESTION:
            offered = [choice for choice in state.last.choices if choice.value in self._lists.ranker.ids]
            if len(offered) == 1 or not offered and len(state.last.shown) == 1:
                return self._showing.one(state, offered[0].value if offered else state.last.shown[0])
            intent, entity = ("detailler", "solution") if state.last.shown else ("choisir", "choix")
            again = [button(choice.title, intent, **{entity: choice.value}) for choice in state.last.choices]
            return Reply(state).say(say("oui_non.oui_precision"), *again)
        if state.shown or state.current:
            return self._showing.next_step(turn)
        reply = Reply(state).tell("besoin.demande")
        reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
        return reply

    def no(self, turn: Turn) -> Reply:
        """No: never a dead end."""
        state = turn.state
        if state.last.awaits == of.AWAITS_ERASURE:
            return self._quiet(state, say("effacer.garde"))
        if state.last.awaits in (of.RECAP, of.CORRECTION, of.CONTACT):
            return self._relaying.refuse(state)
        if state.last.awaits == of.AWAITS_YES:
            reply = Reply(state).tell("doute.autrement")
            reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
            return reply
        if state.last.kind == of.QUESTION:
            return self._refining.reject(turn)
        if state.shown:
            return self._quiet(state, say("oui_non.non_liste"), *ways.under_list())
        return self._quiet(state, say("oui_non.non_rien"))

    @staticmethod
    def _quiet(state: State, text: str, *buttons: dict[str, Any]) -> Reply:
        return Reply(state.change(last=Last(of.TALK))).say(text, *buttons)

    def sorry(self, turn: Turn) -> Reply:
        """A complaint: an apology, and the thing at hand rather than the menu."""
        state = turn.state
        items = self._lists.solutions((turn.reading.about or state.on_screen)[:3])
        if items:
            names = listed([item.name for item in items])
            reply = Reply(state).tell("reproche.service", nom=names).offering(*ways.under_list())
            reply.state = reply.state.change(last=Last(of.ANSWER, tuple(item.id for item in items)))
            return reply
        if state.need and state.last.kind == of.NOTHING:
            return self._showing.without(state)
        reply = Reply(state).tell("reproche.besoin").offering(ways.somebody())
        reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
        return reply

    def emergency(self, turn: Turn, alert: Alert) -> Reply:
        """What to do now and whom to call, before anything else; the service that helps afterwards comes last.

        Once it was shown, whoever asks again is told whom to call, and no more.
        """
        emergency = alert.emergency
        if alert.again:
            return Reply(turn.state).say(say("urgence.rappel", appel=emergency.call))
        state = turn.state.change(alerts=tuple(dict.fromkeys((*turn.state.alerts, emergency.kind))))
        reply = Reply(state).say(f"{emergency.advice}\n{say('urgence.source', lien=emergency.sources[0])}")
        again = state.last.mark.startswith(URGENT)
        item = None if again else self._lists.solution(emergency.after)
        if item is None:
            reply.say(say("urgence.suite"))
        else:
            reply.state = state.with_need(Need(turn.text))
            self._lists.draw(reply, reply.state, [item.id], title=say("urgence.apres"), outro="", follow=())
        last = replace(reply.state.last if item else Last(of.TALK), mark=f"{URGENT}{emergency.kind}")
        reply.state = reply.state.change(last=last)
        return reply
