"""Around the need: who and where, recap, money, themes, yes and no."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalogue import queries
from bot.catalogue.files import themes
from bot.conversation import erasing, facts, payloads, relaying
from bot.conversation.facts import say
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply, button
from bot.conversation.state import State
from bot.territory import by_code, label
from bot.texts import texts

Reference = Mapping[str, Any]
"""Kind, code and name of a territory, as the slots hold it."""

FUNDING = "aides-territoires"
"""The solution that answers a bare question on money."""


class Around:
    """Everything that is no need, list or solution."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._relaying = relaying.Relaying(lists)

    def situate(self, state: State, ambiguous: Sequence[Reference] = ()) -> Reply:
        """A place or a role: noted; a list already shown is made again only when it changes.

        ``ambiguous``: communes of the same name; which one is asked for only when the answer changes the list.
        """
        parts = self._situation(state)
        if ambiguous and state.liste and not self._matters(state, ambiguous):
            return Reply(state).say(say("situer.homonymes_egaux", nom=ambiguous[0]["name"]))
        if ambiguous:
            places = [by_code(place["kind"], place["code"]) for place in ambiguous]
            note = say("situer.ambigu", noms=", ".join(label(place) for place in places if place))
        else:
            note = say("situer.note", quoi=", ".join(parts)) if parts else say("situer.inconnu")
        if not state.besoin:
            return Reply(state.change(attente="besoin")).say(note + " " + say("situer.et_besoin"))
        match = self._lists.match(state)
        same = [key for key, _ in match.solutions[: len(state.liste)]] == state.liste
        if same and state.liste:
            return Reply(state).say(note + " " + say("situer.meme_liste"))
        reply = self._lists.serve(state, match)
        reply.messages[:0] = Reply(state).say(note).messages
        return reply

    def _matters(self, state: State, homonyms: Sequence[Reference]) -> bool:
        """Whether the list depends on which of the places is meant."""
        lists = [
            [key for key, _ in self._lists.match(state.change(territoire=dict(place))).solutions[: len(state.liste)]]
            for place in homonyms
        ]
        return any(keys != state.liste for keys in lists)

    @staticmethod
    def _situation(state: State) -> list[str]:
        parts = []
        if state.place:
            parts.append(label(state.place))
        if state.role:
            parts.append(texts(__file__).get("roles")[state.role])
        if state.population:
            parts.append(say("situer.habitants", population=int(state.population)))
        return parts

    def recap(self, state: State) -> Reply:
        """What was understood so far."""
        if not state.besoin and not self._situation(state):
            return Reply(state.change(attente="besoin")).say(say("recapitulatif.rien"))
        names = self._lists.names()
        lines = [say("recapitulatif.besoin", besoin=payloads.recalled(state.besoin))] if state.besoin else []
        if state.place:
            lines.append(say("recapitulatif.lieu", lieu=label(state.place)))
        if state.role:
            lines.append(say("recapitulatif.role", role=texts(__file__).get("roles")[state.role]))
        if state.population:
            lines.append(say("recapitulatif.population", population=int(state.population)))
        if state.liste:
            numbered = ", ".join(f"{rank}. {names.get(key, key)}" for rank, key in enumerate(state.liste, start=1))
            lines.append(say("recapitulatif.liste", liste=numbered))
        aside = [names[key] for key in state.vus if key in names and key not in state.liste]
        if aside and not state.gratuit:  # asking for what is free sets many aside without a word on each
            lines.append(say("recapitulatif.ecartes", liste=", ".join(aside)))
        return Reply(state).say("\n".join([*lines, say("recapitulatif.suite")]))

    def funding(self, state: State) -> Reply:
        """Money: aides-territoires, with the need kept."""
        item = self._lists.solution(FUNDING)
        if item is None:
            return self._lists.human(state)
        values: dict[str, Any] = {"nom": item.name, "resume": item.summary, "lien": item.url}
        if not state.besoin:
            return Reply(state.change(attente="besoin", courante=item.id)).say(say("financement.sans_besoin", **values))
        text = say("financement.avec_besoin", besoin=payloads.recalled(state.besoin), **values)
        return Reply(state.change(courante=item.id)).say(text)

    def themes(self, state: State, theme: str | None = None) -> Reply:
        """The catalogue's themes, or the services of one."""
        labels = themes()
        with self._lists.sessions() as session:
            if theme in labels:
                items = queries.solutions_of_theme(session, str(theme))
                lines = [say("themes.liste", theme=labels[str(theme)], nombre=len(items))]
                lines += [
                    say("themes.service", rang=rank, nom=item.name, etat=facts.status(item), resume=item.summary)
                    for rank, item in enumerate(items, start=1)
                ]
                text = "\n".join([*lines, say("themes.service_suite")])
                return Reply(state.change(liste=[item.id for item in items])).say(text)
            counts = queries.theme_counts(session)
        buttons = [
            button(say("themes.ligne", theme=text, nombre=counts[key]), "themes", theme=key)
            for key, text in labels.items()
            if counts.get(key)
        ]
        lines = [say("themes.titre"), *(item["title"] for item in buttons), say("themes.choix")]
        return Reply(state).say("\n".join(lines), *buttons)

    def yes(self, state: State) -> Reply:
        """Yes to what was waited for."""
        if state.attente == erasing.WAITED:
            return erasing.erase(state, "")
        if relaying.waits(state):
            return self._relaying.yes(state)
        if state.attente == "relais":
            return self._lists.human(state)
        if state.liste:
            return Reply(state).say(say("oui_non.oui_liste"))
        if state.attente == "precision":
            return Reply(state).say(say("oui_non.oui_precision"))
        return Reply(state.change(attente="besoin")).say(say("oui_non.oui_besoin"))

    def no(self, state: State) -> Reply:
        """No: never a dead end."""
        if state.attente == erasing.WAITED:
            return Reply(state.change(attente=None)).say(say("effacer.garde"))
        if relaying.waits(state):
            return self._relaying.refuse(state)
        if not state.liste:
            return Reply(state.change(attente=None)).say(say("oui_non.non_rien"))
        ways = (
            button(say("oui_non.autres"), "autres_resultats"),
            button(say("oui_non.humain"), "contact_humain"),
        )
        return Reply(state).say(say("oui_non.non_liste"), *ways)
