"""The desk where a conversation is served: one method a topic, from a state to a reply."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.catalogue import queries
from bot.catalogue.files import themes
from bot.catalogue.models import EntryRow
from bot.conversation import facts, needs, payloads
from bot.conversation.facts import say
from bot.conversation.reply import Reply, button
from bot.conversation.state import State
from bot.orientation import Match, Need, Ranker
from bot.orientation.text import stems
from bot.settings import Settings
from bot.territory import label
from bot.texts import texts

FUNDING = "aides-territoires"
"""The solution that answers a bare question on money."""

REFUSALS_BEFORE_HUMAN = 2
SURE = 0.5
"""A second message whose best match is at least this probable is a need of its own."""

SHORT_STEMS = 3
"""A message with fewer stems after a list completes the need rather than replaces it."""


class Desk:
    """Holds what every turn needs: the ranker, sessions on the catalogue, the settings."""

    def __init__(self, ranker: Ranker, sessions: Callable[[], Session], settings: Settings) -> None:
        self._ranker, self._sessions, self._settings = ranker, sessions, settings

    # --- a need ---------------------------------------------------------------------------------------------

    def orient(self, state: State, text: str) -> Reply:
        """A need, or more of it: a short list, one question, or an honest "nothing"."""
        halves = needs.two_needs(text) if state.attente != "precision" else None
        if halves:
            first, second = (self._match(state.for_new_need(half)) for half in halves)
            if self._both_answered(first, second):
                return self._two_lists(state, halves, (first, second))
        state = self._merged(state, text)
        return self._serve(state, self._match(state))

    def _merged(self, state: State, text: str) -> State:
        """The state with this text as its need: completed after a question or by a few words, else replaced."""
        if not state.besoin:
            return state.for_new_need(text)
        if state.attente == "precision":
            return state.change(besoin=f"{state.besoin}. {text}", attente=None)
        alone = self._match(state.for_new_need(text))
        if len(stems(text)) < SHORT_STEMS and (alone.decision == "none" or alone.solutions[0][1] < SURE):
            return state.change(besoin=f"{state.besoin}. {text}")
        return state.for_new_need(text)

    def _match(self, state: State) -> Match:
        need = Need(state.besoin or "", state.audience, state.place, state.size, frozenset(state.vus))
        return self._ranker.match(need)

    def _both_answered(self, first: Match, second: Match) -> bool:
        if "none" in (first.decision, second.decision):
            return False
        return first.solutions[0][0] != second.solutions[0][0]

    def _two_lists(self, state: State, halves: tuple[str, str], found: tuple[Match, Match]) -> Reply:
        reply = Reply(state.for_new_need(" ; ".join(halves))).say(say("deux_besoins"))
        shown: list[str] = []
        for half, match in zip(halves, found):
            kept = [key for key, _ in match.solutions[: max(1, min(match.shown or 2, 2))] if key not in shown]
            self._draw_list(reply, reply.state.change(besoin=half), kept, len(shown) + 1)
            shown += kept
        reply.state = reply.state.change(liste=shown)
        return reply

    def _serve(self, state: State, match: Match, title: str | None = None) -> Reply:
        """Turn a decision into messages."""
        if match.decision == "ask" and match.question and not state.liste and state.attente != "precision":
            payload, buttons = payloads.question(match.question)
            return Reply(state.change(attente="precision")).draw(payload, *buttons)
        keys = [key for key, _ in match.solutions[: match.shown or 3]] if match.decision != "none" else []
        if not self._usable(keys):
            return self._nothing(state, keys)
        reply = Reply(state.change(liste=keys, attente=None, courante=None))
        return self._draw_list(reply, state, keys, 1, title)

    def _usable(self, keys: Sequence[str]) -> bool:
        return any(self._ranker.solutions[key].status not in ("a_l_etude", "ferme") for key in keys)

    def _draw_list(
        self, reply: Reply, state: State, keys: list[str], first_rank: int, title: str | None = None
    ) -> Reply:
        """Draw a list, what can't be used yet (or any more) after what can."""
        keys.sort(key=lambda key: self._ranker.solutions[key].status in ("a_l_etude", "ferme"))
        need = state.besoin or ""
        reasons = {key: self._ranker.reason(need, key) for key in keys}
        with self._sessions() as session:
            rows = queries.entries(session, keys)
            studies = queries.entries(session, self._ranker.experiences(need))
            payload = payloads.solutions(state, need, rows, reasons, studies, first_rank, title)
        return reply.draw(payload, *payload["feedback"])

    def _nothing(self, state: State, studied: Sequence[str]) -> Reply:
        """Nothing that can be used answers: studies and services under study are shown as experience."""
        need = state.besoin or ""
        with self._sessions() as session:
            rows = queries.entries(session, [*self._ranker.experiences(need), *studied])
            payload, buttons = payloads.nothing(need, rows, self._settings)
        return Reply(state.change(liste=[], attente="relais")).draw(payload, *buttons)

    def chosen(self, state: State, choice: str) -> Reply:
        """The answer to the one question: a solution's id, or "autre"."""
        asked = self._match(state).question
        offered = [item.solutions[0][0] for item in asked.choices[:-1]] if asked else []
        if choice == "autre":
            return self._others(state.change(liste=offered, attente=None))
        match = self._match(state)
        rest = [key for key, score in match.solutions if key != choice and score >= SURE]
        if choice not in self._ranker.solutions:
            return self._serve(state.change(attente=None), match)
        reply = Reply(state.change(liste=[choice, *rest][:3], attente=None, courante=None))
        return self._draw_list(reply, state, [choice, *rest][:3], 1)

    # --- others, refinements --------------------------------------------------------------------------------

    def others(self, state: State) -> Reply:
        """ "Autre chose": the list is set aside; after two refusals a person is proposed."""
        if not state.besoin:
            return Reply(state.change(attente="besoin")).say(say("autres.sans_besoin"))
        return self._others(state)

    def _others(self, state: State) -> Reply:
        refused = state.refus + 1
        state = state.change(vus=[*state.vus, *state.liste], liste=[], refus=refused, attente=None)
        if refused >= REFUSALS_BEFORE_HUMAN:
            return self.human(state, say("autres.plus_rien", besoin=payloads.recalled(state.besoin or "")))
        match = self._match(state)
        keys = [key for key, score in match.solutions if score >= self._ranker.bar][:3]
        if not self._usable(keys):
            return self.human(state, say("autres.plus_rien", besoin=payloads.recalled(state.besoin or "")))
        reply = Reply(state.change(liste=keys))
        return self._draw_list(reply, state, keys, 1, say("autres.titre", besoin=payloads.recalled(state.besoin or "")))

    def refine(self, state: State, text: str) -> Reply:
        """A bare condition on the list: free, simpler, not that one, more precise."""
        if not state.besoin:
            return self.orient(state, text)
        condition = self._condition(text)
        if condition == "gratuit":
            return self._free_only(state)
        if condition == "ecarter":
            return self._without(state, self._pointed(state, text))
        if condition == "simple":
            reply = self._without(state, state.courante or (state.liste[0] if state.liste else None))
            reply.messages[:0] = Reply(state).say(say("affiner.simple")).messages
            return reply
        return self._serve(
            state.change(liste=[], attente="precision"), self._match(state.change(besoin=f"{state.besoin}. {text}"))
        )

    @staticmethod
    def _condition(text: str) -> str | None:
        plain = facts.plain(text)
        for name, words in texts(__file__).get("affiner.mots").items():
            if any(facts.plain(word) in plain for word in words):
                return str(name)
        return None

    def _pointed(self, state: State, text: str) -> str | None:
        """The solution of the list that the text points at: by name, rank, or the one talked about."""
        by_name = needs.named_solution(text, self._names(state.liste))
        if by_name:
            return by_name
        rank = needs.rank_said(text)
        if rank and state.liste and -1 <= rank <= len(state.liste):
            return state.liste[rank - 1 if rank > 0 else -1]
        if state.courante:
            return state.courante
        return state.liste[0] if len(state.liste) == 1 else None

    def _names(self, keys: Sequence[str] | None = None) -> dict[str, str]:
        return {key: item.name for key, item in self._ranker.solutions.items() if keys is None or key in keys}

    def _without(self, state: State, key: str | None) -> Reply:
        """The list less one solution (less all of them when none is pointed at)."""
        if key is None:
            return self._others(state)
        state = state.change(vus=[*state.vus, key], courante=None, liste=[])
        match = self._match(state)
        if match.decision == "ask":
            match = Match("answer", 3, match.solutions)
        keys = [item for item, score in match.solutions[:3] if score >= self._ranker.bar]
        if not keys:
            return self._others(state)
        return self._serve(state, Match("answer", len(keys), match.solutions))

    def _free_only(self, state: State) -> Reply:
        """Those known to be free first; those known to be paid left out."""
        paid = [key for key, item in self._ranker.solutions.items() if item.cost.free is False]
        state = state.change(gratuit=True, vus=[*state.vus, *(key for key in paid if key not in state.vus)])
        match = self._match(state.change(liste=[]))
        keys = [key for key, score in match.solutions if score >= self._ranker.bar][:3] or state.liste
        if not keys:
            return self._nothing(state, [])
        keys.sort(key=lambda key: self._ranker.solutions[key].cost.free is not True)
        reply = Reply(state.change(liste=keys)).say(say("affiner.gratuit") + " " + say("liste.gratuit_inconnu"))
        return self._draw_list(reply, state, keys, 1)

    # --- one solution ---------------------------------------------------------------------------------------

    def detail(self, state: State, text: str, rank: str | None = None, key: str | None = None) -> Reply:
        """More on one: by number, name or pronoun."""
        if rank and rank.isdigit():
            text = rank
        found = key if key in self._ranker.solutions else needs.named_solution(text, self._names())
        found = found or self._pointed(state, text)
        row = self._row(found)
        if row is None:
            return self._which(state)
        return Reply(state.change(courante=row.id, attente=None)).say(facts.sheet(row))

    def question(self, state: State, text: str) -> Reply:
        """A question on one solution, answered from its file or honestly not at all."""
        key = needs.named_solution(text, self._names()) or self._pointed(state, text)
        if key is None and state.liste:
            return self._answers_for_all(state, text)
        row = self._row(key)
        if row is None:
            return self._which(state)
        return Reply(state.change(courante=row.id, attente=None)).say(facts.answer(row, text, state))

    def _answers_for_all(self, state: State, text: str) -> Reply:
        with self._sessions() as session:
            rows = queries.entries(session, state.liste)
            said = "\n".join(facts.answer(row, text, state) for row in rows)
        return Reply(state).say(said)

    def _row(self, key: str | None) -> EntryRow | None:
        if key is None:
            return None
        with self._sessions() as session:
            rows = queries.entries(session, [key])
        return rows[0] if rows else None

    def _which(self, state: State) -> Reply:
        if not state.liste:
            return Reply(state.change(attente="besoin")).say(say("detail.aucune_liste"))
        names = self._names()
        buttons = [button(names[key], "detailler", solution=key) for key in state.liste]
        return Reply(state).say(say("detail.lequel"), *buttons)

    # --- around ---------------------------------------------------------------------------------------------

    def situate(self, state: State, ambiguous: Sequence[str] = ()) -> Reply:
        """A place or a role: noted; a list already shown is made again only when it changes."""
        parts = self._situation(state)
        if ambiguous:
            note = say("situer.ambigu", noms=", ".join(ambiguous))
        else:
            note = say("situer.note", quoi=", ".join(parts)) if parts else say("situer.inconnu")
        if not state.besoin:
            return Reply(state.change(attente="besoin")).say(note + " " + say("situer.et_besoin"))
        match = self._match(state)
        same = [key for key, _ in match.solutions[: len(state.liste)]] == state.liste
        if same:
            return Reply(state).say(note + " " + say("situer.meme_liste"))
        reply = self._serve(state, match)
        reply.messages[:0] = Reply(state).say(note).messages
        return reply

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

    def change_need(self, state: State, text: str) -> Reply:
        """Another need, said or only announced; a correction replaces what was understood."""
        rest = needs.without_announcement(text)
        if rest and len(stems(rest)) >= 1 and self._match(state.for_new_need(rest)).decision != "none":
            return self.orient(state.for_new_need(None), rest)
        return Reply(state.for_new_need(None).change(attente="besoin")).say(say("changer.demande"))

    def recap(self, state: State) -> Reply:
        """What was understood so far."""
        if not state.besoin and not self._situation(state):
            return Reply(state.change(attente="besoin")).say(say("recapitulatif.rien"))
        names = self._names()
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
        return Reply(state).say("\n".join([*lines, say("recapitulatif.suite")]))

    def funding(self, state: State) -> Reply:
        """Money: aides-territoires, with the need kept."""
        row = self._row(FUNDING)
        if row is None:
            return self.human(state, "")
        values: dict[str, Any] = {"nom": row.name, "resume": row.summary, "lien": row.site or row.source}
        if not state.besoin:
            return Reply(state.change(attente="besoin", courante=row.id)).say(say("financement.sans_besoin", **values))
        text = say("financement.avec_besoin", besoin=payloads.recalled(state.besoin), **values)
        return Reply(state.change(courante=row.id)).say(text)

    def themes(self, state: State, theme: str | None = None) -> Reply:
        """The catalogue's themes, or the services of one."""
        labels = themes()
        with self._sessions() as session:
            if theme in labels:
                rows = queries.solutions_of_theme(session, str(theme))
                lines = [say("themes.liste", theme=labels[str(theme)], nombre=len(rows))]
                lines += [
                    say("themes.service", rang=rank, nom=row.name, etat=facts.status(row), resume=row.summary)
                    for rank, row in enumerate(rows, start=1)
                ]
                keys = [str(row.id) for row in rows]
                return Reply(state.change(liste=keys)).say("\n".join([*lines, say("themes.service_suite")]))
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
        if state.attente == "relais":
            return self.human(state, "")
        if state.liste:
            return Reply(state).say(say("oui_non.oui_liste"))
        return Reply(state.change(attente="besoin")).say(say("oui_non.oui_besoin"))

    def no(self, state: State) -> Reply:
        """No: never a dead end."""
        if not state.liste:
            return Reply(state.change(attente=None)).say(say("oui_non.non_rien"))
        ways = (
            button(say("oui_non.autres"), "autres_resultats"),
            button(say("oui_non.humain"), "contact_humain"),
        )
        return Reply(state).say(say("oui_non.non_liste"), *ways)

    def human(self, state: State, why: str) -> Reply:
        """The people behind, with the reason when there is one."""
        text = (why + " " if why else "") + say("relais.propose", contact=payloads.human_contact(self._settings))
        return Reply(state.change(attente=None)).say(text)
