"""What people do with a list: others, a condition, one left out."""

from bot.catalogue import queries
from bot.conversation import facts, needs, payloads
from bot.conversation.facts import say
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply
from bot.conversation.single import pointed
from bot.conversation.state import State
from bot.orientation import Match
from bot.texts import texts

REFUSALS_BEFORE_HUMAN = 2
"""After this many refused lists a person is proposed rather than a third."""


class Refining:
    """Refinements and refusals of a list."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def others(self, state: State) -> Reply:
        """ "Autre chose": the list is set aside; after two refusals a person is proposed."""
        if not state.besoin:
            state = state.change(attente="besoin", refus=state.refus + 1)
            if state.refus >= REFUSALS_BEFORE_HUMAN:
                return self._lists.human(state.change(refus=0.0), say("autres.encore_sans_besoin"))
            return Reply(state).say(say("autres.sans_besoin"))
        refused, said, shown = state.refus + 1, payloads.recalled(state.besoin), state.liste
        state = state.change(vus=[*state.vus, *state.liste], liste=[], refus=refused, attente=None, courante=None)
        match = self._lists.match(state)
        keys = [key for key, score in match.solutions if score >= self._lists.ranker.bar][:3]
        if refused >= REFUSALS_BEFORE_HUMAN or not self._lists.usable(keys):
            return self._lists.human(state.change(liste=shown), say("autres.plus_rien", besoin=said))
        return self._lists.draw(Reply(state), state, keys, title=say("autres.titre", besoin=said))

    def refine(self, state: State, text: str) -> Reply:
        """A bare condition on the list: free, simpler, not that one, more precise."""
        condition = self._condition(text)
        if needs.sets_aside(text) and self._lists.naming.find(text, state.liste):
            condition = "ecarter"
        if not state.liste:
            # The one question was asked and this is no answer to it: a list, with the condition kept in mind.
            return self._lists.serve(state.change(attente="precision"), self._lists.match(state))
        if condition == "gratuit":
            return self._free_only(state)
        if condition == "ecarter":
            return self._without(state, pointed(self._lists, state, text))
        if condition == "taille":
            reply = self.others(state)
            reply.messages[:0] = Reply(state).say(say("avis.note" if state.size else "avis.taille")).messages
            return reply
        if condition == "simple":
            reply = self._without(state, state.courante or (state.liste[0] if state.liste else None))
            reply.messages[:0] = Reply(state).say(say("affiner.simple")).messages
            return reply
        more = state.change(besoin=f"{state.besoin}. {text}")
        return self._lists.serve(more.change(liste=[], attente="precision"), self._lists.match(more))

    @staticmethod
    def _condition(text: str) -> str | None:
        plain = facts.plain(text)
        for name, words in texts(__file__).get("affiner.mots").items():
            if any(facts.plain(word) in plain for word in words):
                return str(name)
        return None

    def _without(self, state: State, key: str | None) -> Reply:
        """The list less one solution (less all of them when none is pointed at)."""
        if key is None:
            return self.others(state)
        state = state.change(vus=[*state.vus, key], courante=None, liste=[])
        match = self._lists.match(state)
        if match.decision == "ask":
            match = Match("answer", 3, match.solutions)
        keys = [item for item, score in match.solutions[:3] if score >= self._lists.ranker.bar]
        if not keys:
            return self.others(state)
        return self._lists.serve(state, Match("answer", len(keys), match.solutions))

    def _free_only(self, state: State) -> Reply:
        """Those known to be free first; those known to be paid left out."""
        with self._lists.sessions() as session:
            free = {item.id: item.cost.free for item in queries.all_solutions(session)}
        paid = [key for key, known in free.items() if known is False]
        state = state.change(gratuit=True, vus=[*state.vus, *(key for key in paid if key not in state.vus)])
        match = self._lists.match(state.change(liste=[]))
        keys = [key for key, score in match.solutions if score >= self._lists.ranker.bar][:3] or state.liste
        if not keys:
            return self._lists.nothing(state, [])
        keys.sort(key=lambda key: free.get(key) is not True)
        reply = Reply(state).say(say("affiner.gratuit") + " " + say("liste.gratuit_inconnu"))
        return self._lists.draw(reply, state, keys)
