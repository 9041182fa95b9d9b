"""One solution: more on it, questions on it."""

from bot.conversation import facts, needs
from bot.conversation.facts import say
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply, button
from bot.conversation.state import State


def pointed(lists: Lists, state: State, text: str) -> str | None:
    """The solution of the list that the text points at: by name, rank, or the one talked about."""
    by_name = lists.naming.find(text, state.liste)
    if by_name:
        return by_name
    rank = needs.rank_said(text)
    if rank and state.liste and -1 <= rank <= len(state.liste):
        return state.liste[rank - 1 if rank > 0 else -1]
    if rank is not None and rank > len(state.liste) and needs.only_rank(text):
        return None
    if state.courante:
        return state.courante
    return state.liste[0] if len(state.liste) == 1 else None


class Single:
    """What is said of one solution, from its file only."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def detail(self, state: State, text: str, rank: str | None = None, key: str | None = None) -> Reply:
        """More on one: by number, name or pronoun."""
        if rank and rank.isdigit():
            text = rank
        item = self._lists.solution(key)
        item = item or self._lists.solution(self._lists.naming.find(text) or pointed(self._lists, state, text))
        if item is None:
            return self._which(state, needs.rank_said(text))
        return Reply(state.change(courante=item.id, attente=None)).say(facts.sheet(item))

    def named(self, state: State, text: str) -> str | None:
        """Id of the solution that a text is about: named, pointed at, or talked about."""
        return self._lists.naming.find(text) or pointed(self._lists, state, text)

    def question(self, state: State, text: str) -> Reply:
        """A question on one solution, answered from its file or honestly not at all."""
        key = self.named(state, text)
        item = self._lists.solution(key)
        who = None if item and item.usage else self._users(state, text)
        if who:
            return Reply(state).say(who)
        if key is None and state.liste:
            return self._answers_for_all(state, text)
        if item is None:
            return self._which(state)
        return Reply(state.change(courante=item.id, attente=None)).say(facts.answer(item, text, state))

    def _users(self, state: State, text: str) -> str | None:
        """Who did it already, when that is asked of no solution by its name; None when no file tells."""
        asked = facts.aspect_of(text) == "usage" and self._lists.naming.find(text) is None
        return self._lists.peers.who(state) if asked else None

    def _answers_for_all(self, state: State, text: str) -> Reply:
        answers = (facts.answer(item, text, state) for item in self._lists.solutions(state.liste))
        return Reply(state).say("\n".join(answers))

    def _which(self, state: State, rank: int | None = None) -> Reply:
        if not state.liste:
            return Reply(state.change(attente="besoin")).say(say("detail.aucune_liste"))
        names, count = self._lists.names(), len(state.liste)
        buttons = [button(names[key], "detailler", solution=key) for key in state.liste]
        text = say("detail.lequel")
        if rank is not None and rank > count:
            text = say("detail.hors_liste_un") if count == 1 else say("detail.hors_liste", nombre=count)
        return Reply(state).say(text, *buttons)
