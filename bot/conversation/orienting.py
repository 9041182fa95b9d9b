"""A need, or more of it: a short list, one question, or an honest "nothing"."""

from bot.conversation import needs
from bot.conversation.facts import say
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply
from bot.conversation.state import State
from bot.orientation import Match
from bot.orientation.text import stems

SURE = 0.5
"""A second message whose best match is at least this probable is a need of its own."""

SHORT_STEMS = 3
"""A message with fewer stems after a list completes the need rather than replaces it."""


class Orienting:
    """Needs said in words, and choices made at the one question."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def orient(self, state: State, text: str) -> Reply:
        """A need, or more of it: a short list, one question, or an honest "nothing"."""
        if not state.besoin and needs.vague(text):
            return Reply(state.change(attente="besoin")).say(say("changer.vague"))
        halves = needs.two_needs(text) if state.attente != "precision" else None
        if halves:
            first, second = (self._lists.match(state.for_new_need(half)) for half in halves)
            if self._both_answered(first, second):
                return self._two_lists(state, halves, (first, second))
        state = self._merged(state, text)
        return self._lists.serve(state, self._lists.match(state))

    def _merged(self, state: State, text: str) -> State:
        """The state with this text as its need: completed after a question or by a few words, else replaced."""
        if not state.besoin:
            return state.for_new_need(text)
        if state.attente == "precision":
            return state.change(besoin=f"{state.besoin}. {text}")
        alone = self._lists.match(state.for_new_need(text))
        if len(stems(text)) < SHORT_STEMS and (alone.decision == "none" or alone.solutions[0][1] < SURE):
            return state.change(besoin=f"{state.besoin}. {text}")
        return state.for_new_need(text)

    @staticmethod
    def _both_answered(first: Match, second: Match) -> bool:
        if "none" in (first.decision, second.decision):
            return False
        return first.solutions[0][0] != second.solutions[0][0]

    def _two_lists(self, state: State, halves: tuple[str, str], found: tuple[Match, Match]) -> Reply:
        reply = Reply(state.for_new_need(" ; ".join(halves))).say(say("deux_besoins"))
        for half, match in zip(halves, found):
            shown = reply.state.liste
            kept = [key for key, _ in match.solutions[: max(1, min(match.shown or 2, 2))] if key not in shown]
            self._lists.draw(reply, reply.state.change(besoin=half), kept, len(shown) + 1)
        return reply

    def chosen(self, state: State, choice: str) -> Reply:
        """The solution picked at the one question, with the others that answer as well."""
        match = self._lists.match(state)
        state = state.change(attente=None, courante=None)
        if self._lists.solution(choice) is None:
            return self._lists.serve(state.change(attente="precision"), match)
        keys = [choice, *(key for key, score in match.solutions if key != choice and score >= SURE)][:3]
        return self._lists.draw(Reply(state), state, keys)

    def match_alone(self, state: State, text: str) -> Match:
        """What a text is worth as a need of its own."""
        return self._lists.match(state.for_new_need(text))

    def offered(self, state: State) -> list[str]:
        """What the one question offered, "something else" left out."""
        asked = self._lists.match(state).question
        return [choice.solutions[0][0] for choice in asked.choices[:-1]] if asked else []

    def change_need(self, state: State, text: str) -> Reply:
        """Another need, said or only announced; a correction replaces what was understood."""
        rest = needs.without_announcement(text)
        if rest:
            return self.orient(state.for_new_need(None), rest)
        return Reply(state.for_new_need(None).change(attente="besoin")).say(say("changer.demande"))
