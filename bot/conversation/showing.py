"""One service in full, the next step with it, why it was proposed, and services side by side."""

from collections.abc import Sequence

from bot.answers import Passage
from bot.catalogue.doors import doors
from bot.catalogue.schema import NOT_USABLE, Solution
from bot.conversation import facts, payloads, plain, sheets, ways
from bot.conversation.lists import Lists
from bot.conversation.reply import Reply, Turn, button
from bot.conversation.wording import listed, say
from bot.folding import fold
from bot.orientation.eligibility import Conditions, eligible_share
from bot.reading import state as of
from bot.reading.naming import Names
from bot.reading.state import Last, State
from bot.reading.words import roots

MOST_COMPARED = 3

TRIAL = "en_test"
FULLY_OPEN = ("en_deploiement", "perenne")
"""Statuses of what is no trial any more."""

TELLING = 3
"""Telling words with which a message tells which of the services compared suits."""


class Showing:
    """What is said of services that are on screen or named, from their files only."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def one(self, state: State, key: str | None) -> Reply:
        """A service in full; which one is asked when none is pointed at."""
        item = self._lists.solution(key)
        if item is None:
            return self.which(state)
        told = facts.verdict(item, state)
        plain = told == say("eligibilite.audience_oui", nom=item.name, role=facts.role(state))
        reply = Reply(state).draw(sheets.detail(item, self._lists.settings, None if plain else told))
        reply.state = state.change(last=Last(of.DETAIL, (item.id,)), current=item.id)
        return reply

    def choice(self, turn: Turn) -> Reply:
        """What a message points at, in full."""
        reading, listed = turn.reading, turn.state.shown
        told = turn.state.last.kind == of.DETAIL and reading.about[:1] == turn.state.last.shown
        if told:  # it is on screen already
            return self.next_step(turn)
        if reading.ranks and listed and reading.ranks[0] > len(listed) and not reading.named:
            return self._out_of_list(turn.state, len(listed))
        if reading.about and (reading.explicit or len(reading.about) == 1):
            return self.one(turn.state, reading.about[0])
        return self.which(turn.state)

    def which(self, state: State) -> Reply:
        """Ask which of those shown; without any, what the need is."""
        items = self._lists.solutions(state.shown or state.last.shown)
        if not items:
            reply = Reply(state).tell("besoin.demande")
            reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
            return reply
        if len(items) == 1:
            return self.one(state, items[0].id)
        return self._offer(state, say("detail.lequel"), items)

    def _out_of_list(self, state: State, count: int) -> Reply:
        key = "detail.hors_liste_un" if count == 1 else "detail.hors_liste"
        return self._offer(state, say(key, nombre=count), self._lists.solutions(state.shown))

    @staticmethod
    def _offer(state: State, text: str, items: Sequence[Solution]) -> Reply:
        choices = [button(item.name, "detailler", solution=item.id) for item in items]
        payload = payloads.asked(text, choices)
        reply = Reply(state).draw(payload, *payload["choices"])
        last = Last(of.QUESTION, tuple(item.id for item in items), reply.choices, of.AWAITS_MORE)
        reply.state = state.change(last=last)
        return reply

    def next_step(self, turn: Turn) -> Reply:
        """What to do now: how to begin with the service talked about, and whom to write to."""
        about = turn.reading.about if turn.reading.explicit else ()
        if len(about) > 1:
            return self.compare(turn)
        shown = turn.state.shown or turn.state.last.shown
        left = tuple(key for key in shown if key not in turn.state.aside)
        keys = about or tuple(key for key in (turn.state.current,) if key) or left
        items = self._lists.solutions(keys[:1] or ())
        if not items:
            return self.without(turn.state)
        beside = self._lists.solutions(keys[1:MOST_COMPARED]) if not about else []
        return self.begin(turn.state, items[0], beside)

    def begin(self, state: State, item: Solution, beside: Sequence[Solution] = ()) -> Reply:
        """How to begin with a service; ``beside``: others of its list, which one may begin with instead."""
        lines = [self._begin(item, self._lists.passages(item.id))]
        if item.prerequisites:
            lines.append(say("suite.prerequis", texte=item.prerequisites))
        if facts.where_to_ask(item) not in lines[0]:
            lines.append(say("suite.contact", ou=facts.where_to_ask(item)))
        instead = [ways.asked(one, ways.START, say("demander.commencer_autre", nom=one.name)) for one in beside]
        if item.status in NOT_USABLE:
            instead.append(ways.others())
        reply = Reply(state, topics=(ways.START,)).say("\n".join(lines), *instead)
        reply.state = state.change(last=Last(of.ANSWER, (item.id,)), current=item.id)
        return reply

    def without(self, state: State) -> Reply:
        """What to do when nothing is on screen: whom to ask once nothing fitted, else say the need."""
        door = doors().get(state.need.door) if state.need and state.need.door else None
        if door:
            state, said = self._lists.door_again(state, door)
            reply = Reply(state).say(said)
            reply.state = reply.state.change(last=Last(of.NOTHING, awaits=of.AWAITS_RELAY))
            return reply
        if state.need and set(state.shown) <= set(state.aside):
            contact = payloads.human_contact(self._lists.settings)
            reply = Reply(state).tell("aucun.confirme", contact=contact)
            reply.state = reply.state.change(last=Last(of.NOTHING, awaits=of.AWAITS_RELAY))
            return reply
        reply = Reply(state).tell("besoin.demande")
        reply.state = reply.state.change(last=Last(of.TALK, awaits=of.AWAITS_NEED))
        return reply

    @staticmethod
    def _begin(item: Solution, passages: Sequence[Passage]) -> str:
        """How to begin: the file's field, else its own question on it."""
        if item.status in NOT_USABLE:
            closed = say(f"suite.{item.status}", nom=item.name)
            return f"{closed}\n{say('suite.signaler', texte=item.getting_started)}" if item.getting_started else closed
        if item.getting_started:
            return say("suite.commencer", nom=item.name, texte=item.getting_started)
        told = next((passage for passage in passages if passage.kind == "start" and passage.question), None)
        if told:
            return say("suite.commencer", nom=item.name, texte=told.text)
        return say("suite.inconnu", nom=item.name, lien=item.url)

    def why(self, turn: Turn) -> Reply:
        """Why this service, and how sure that is."""
        items = self._lists.solutions((turn.reading.about or turn.state.on_screen)[:1])
        if not items:
            return Reply(turn.state).say(say("pourquoi.rien"))
        item, need = items[0], turn.state.said
        lines = [say("pourquoi.raison", nom=item.name, but=item.purpose)]
        if need:
            lines.append(self._sureness(turn.state, item))
        if item.limits:
            lines.append(say("pourquoi.limite", limite=item.limits[0]))
        reply = Reply(turn.state).say(" ".join(lines))
        reply.state = turn.state.change(last=Last(of.ANSWER, (item.id,)), current=item.id)
        return reply

    def _sureness(self, state: State, item: Solution) -> str:
        scores = dict(self._lists.match(state).solutions)
        sure = scores.get(item.id, 0.0)
        return say("pourquoi.sur" if sure >= 0.8 else "pourquoi.assez_sur" if sure >= 0.4 else "pourquoi.peu_sur")

    def compare(self, turn: Turn) -> Reply:
        """Services side by side, and which to begin with when place, role or size decide it."""
        about = turn.reading.about if len(turn.reading.about) > 1 else ()
        keys = about or self._pair(turn)
        items = self._lists.solutions(keys[:MOST_COMPARED])
        if len(items) < 2:
            return self.one(turn.state, items[0].id if items else None)
        ids = tuple(item.id for item in items)
        mark = f"comparaison.{'.'.join(sorted(ids))}"
        again = mark in turn.state.told
        lines = [] if again and not plain.COMPARES.search(fold(turn.text)) else [
            say(
                "comparaison.ligne", nom=item.name, but=item.purpose, etat=facts.status(item),
                limite=item.limits[0] if item.limits else "",
            )
            for item in items
        ]  # fmt: skip
        advice, advised = self._advice(turn, items)
        reply = Reply(turn.state).say("\n".join([*lines, advice]))
        state = turn.state.with_told(mark).change(last=Last(of.COMPARED, ids))
        reply.state = state.change(current=advised) if advised else state
        return reply

    @staticmethod
    def _pair(turn: Turn) -> tuple[str, ...]:
        """One named or talked about goes with those shown."""
        first = turn.reading.about[:1]
        return tuple(dict.fromkeys((*first, *turn.state.last.shown, *turn.state.shown)))

    def _advice(self, turn: Turn, items: Sequence[Solution]) -> tuple[str, str | None]:
        """The one that can be used and is for this person, best ranked first, with its id; else which one for what."""
        state = turn.state
        usable = [item for item in items if item.status not in NOT_USABLE]
        shares = {
            item.id: eligible_share(Conditions.of(item), state.audience, state.place, state.size) for item in usable
        }
        fit = [item for item in usable if shares[item.id] == max(shares.values())]
        if len(fit) == 1 and len(items) > 1:
            why = "comparaison.ouvert" if len(usable) == 1 else "comparaison.pour_vous"
            return say(why, nom=fit[0].name), fit[0].id
        opened = [item for item in fit if item.status in FULLY_OPEN]
        if len(opened) == 1 and len(fit) > 1 and all(item.status in (*FULLY_OPEN, TRIAL) for item in fit):
            return say("comparaison.plus_ouvert", nom=opened[0].name), opened[0].id
        said = _beside_names(turn, self._lists.lexicon.names)
        ranked = dict(self._lists.match(state, f"{state.said}. {said}").solutions) if state.said or said else {}
        best = sorted(fit, key=lambda item: -ranked.get(item.id, 0.0))
        if len(best) > 1 and ranked.get(best[0].id, 0.0) > ranked.get(best[1].id, 0.0) + 0.15:
            return say("comparaison.besoin", nom=best[0].name), best[0].id
        parts = [say("comparaison.part", nom=item.name, but=item.purpose) for item in fit]
        return say("comparaison.selon", parts=listed(parts)), None


def _beside_names(turn: Turn, names: Names) -> str:
    """What a message says beside the services that it names, when that is enough to rank them."""
    rest = names.rest(turn.text, turn.reading.named) if turn.reading.named else turn.text
    return rest if len(roots(rest)) >= TELLING else ""
