"""The one seam where what the files and the ranking know may overrule the act that was read."""

from dataclasses import replace

from bot.answers import NOT_SAID, Found
from bot.answers import SURE as ANSWERED
from bot.conversation import plain
from bot.conversation.answered import PLAINLY_ASKS
from bot.conversation.answering import Answering
from bot.conversation.asking import asks_too, plainly_asks, sort_of
from bot.conversation.lists import SURE, Lists
from bot.conversation.parting import act_of
from bot.conversation.reply import Turn
from bot.conversation.served import place_asked
from bot.folding import fold
from bot.reading import acts
from bot.reading.language import ENGLISH
from bot.reading.reading import Reading
from bot.reading.state import ANSWER, AWAITS_RELAY, State
from bot.reading.words import roots
from bot.territory import correction

PLAINLY = 0.97
"""An act that words alone tell with this probability isn't read again with the sentence model."""

HALF = 0.45
"""An act read with less is as likely another."""

UNSURE = 0.4
"""An act read with less is hardly more than a guess."""

CERTAIN = 0.8
"""An act read with this probability stands."""

POSSIBLE = 0.08
"""An act less probable than this is never put in the place of the one read."""

SURELY = 0.8
"""A service at least this probable is proposed to somebody who was out of scope before."""

PLAIN = 0.6
"""A service at least this probable for the message alone makes it a need of its own."""

TELLING = 5
"""Telling words with which a message says more than who and where."""

ELSEWHERE = 0.45
"""A service at least this probable is meant by a message that says to want something else."""

ASKS = 0.5
"""A message that asks something of a service with this probability, by its words, is a question on what is shown, when
it may be read as one."""

MAY_ASK = 0.3
"""With this one, when nothing else would come of it."""

HARDLY_ASKS = 0.2
"""Under this one, it asks nothing of a service."""

SURE_ANSWER = 0.95
"""From this probability the file at hand answers, whatever else the message may want."""

_MAYBE_ELSEWHERE = (
    acts.QUESTION, acts.PRECISION, acts.NEED, acts.OTHERS, acts.NEXT, acts.OBJECTION, "financement",
)  # fmt: skip

HUMAN_WORDS = 4
"""Telling words with which a message wants more than somebody to talk to."""

FEW_WORDS = 3
"""Telling words with which a message asks no more than who answers."""

FEW_ROOTS = 2
"""Telling words with which a message says no need of its own."""

_ASIDE = ("hors_perimetre", "anglais", acts.EMPTY, "insulte", "salutation", "themes")
"""Acts that a need may be mistaken for; missing one is the worst fault."""

_BESIDE = (acts.NEED, acts.NEXT, "pairs", "assistant", "donnees", "suivi", "hors_perimetre", "financement", acts.BACK)
"""Acts that a question on what is shown may be mistaken for."""

OUTSIDE, OUTSIDE_SHARE = "hors_perimetre", 0.05
"""A first message that may be out of scope with this probability, and that no service is likely for, is."""

_POLITE = ("remerciement", "au_revoir", "salutation")
"""What is said out of courtesy, in few words that tell little."""

_NEVER_ASKS = (
    acts.YES, acts.NO, acts.CHOICE, acts.REJECTION, "recommencer", "insulte", acts.EMPTY,
)  # fmt: skip
"""Acts that a question on what is shown isn't mistaken for."""

_CLEAR = (acts.YES, acts.NO, acts.CHOICE, acts.SITUATION, "remerciement", "au_revoir", "humain")
"""Acts that are told by their words, however unsure the rest."""

_MAYBE_OUTSIDE = (
    acts.SITUATION, "reproche", "assistant", acts.NEED, acts.CHOICE, acts.REJECTION, acts.QUESTION, "donnees", "pairs",
    "suivi", "themes",
)  # fmt: skip
"""Acts that a message out of scope is mistaken for."""

_NOT_MACHINE = ("assistant", "humain", acts.QUESTION, acts.NEED, "salutation", acts.EMPTY, "reproche", acts.YES)
_NOT_USERS = (acts.OTHERS, "pairs", acts.REJECTION, acts.COMPARISON, acts.NEED, acts.PRECISION, acts.NO)
_NOT_PLACES = (acts.NEED, acts.PRECISION, acts.NEXT, acts.SITUATION, acts.YES, acts.OBJECTION, "pairs", "reproche")
_NOT_PLAIN = (
    acts.NEED, acts.PRECISION, acts.NEXT, acts.COMPARISON, acts.SITUATION, acts.OTHERS, acts.BACK, acts.WHY,
    "assistant", "pairs", "suivi", "reproche", "rappel", "remerciement",
)  # fmt: skip
_NOT_ASKED = (
    acts.REJECTION,
    acts.OTHERS,
    acts.NO,
    acts.OBJECTION,
    "reproche",
    "humain",
    "suivi",
    acts.BACK,
    acts.PRECISION,
)
_NOT_NAMED = (
    acts.NEED,
    acts.PRECISION,
    "suivi",
    "assistant",
    "pairs",
    "donnees",
    acts.BACK,
    acts.NO,
    "rappel",
)
"""Acts that are given up for a question on what is shown, when the message asks or names it."""

FAINTLY = 0.03
"""A question less probable than this isn't read into a message that asks something."""

MOST_BESIDE = 12
"""Telling words beside a name with which a message is still about the service named."""

_MAYBE_BEHIND = (
    acts.NEED, acts.QUESTION, acts.NEXT, acts.PRECISION, acts.SITUATION, acts.OTHERS, OUTSIDE, "financement", "pairs",
    "assistant", "donnees",
)  # fmt: skip
"""Acts that a need of somebody else's is mistaken for when a service is on screen."""

_SHOWN = (acts.QUESTION, acts.OBJECTION, acts.COMPARISON, acts.NEXT)


class Overruling:
    """Weighs the act that was read against the ranking and the files of the services shown."""

    def __init__(self, lists: Lists, answering: Answering) -> None:
        self._lists, self._answering = lists, answering

    def act(self, turn: Turn) -> Reading:
        """The reading that stands."""
        reading = turn.reading
        if reading.confidence < PLAINLY:
            order = self._lists.acts(turn.state, turn.text)
            if turn.reading.language != ENGLISH:
                order = [pair for pair in order if pair[0] != "anglais"]
            first, share = order[0]
            if share < HALF and turn.reading.act == acts.QUESTION and turn.reading.confidence >= CERTAIN:
                first, share = acts.QUESTION, HALF  # the sentence model is lost, the words aren't
            reading = replace(reading, act=first, confidence=share, ranking=tuple(order[:5]))
        if plain.AFRESH.search(fold(turn.text)):
            need = plain.after_dropping(reading.need)
            reading = replace(reading, need=need, parts=(need,) if need != reading.need else reading.parts)
        if reading.act in _POLITE and turn.state.on_screen and asks_too(turn.text):
            return replace(reading, act=acts.QUESTION)  # "merci. et c'est compliqué à mettre en place ?"
        turn = replace(turn, reading=reading)
        told = acts.SITUATION if _corrects_place(turn) else self._plainly(turn)
        if told:
            return replace(reading, act=told, confidence=1.0)  # nothing is left to doubt
        act = self._instead(turn)
        return replace(reading, act=act) if act else reading

    def _instead(self, turn: Turn) -> str | None:
        reading, state = turn.reading, turn.state
        agent = reading.fields.get("role") not in (None, "habitant")
        sure = reading.confidence >= CERTAIN and reading.language != ENGLISH and not (agent and reading.act == OUTSIDE)
        if reading.act in _ASIDE and not sure and self._is_need(turn):
            return acts.NEED
        if reading.act == acts.SITUATION and len(roots(turn.text)) >= TELLING and self._is_another(turn):
            return acts.NEED  # a need said with a role or a place is still a need
        if reading.act == OUTSIDE and reading.named:
            return acts.QUESTION
        if reading.act in (acts.PRECISION, acts.REJECTION) and plain.AFRESH.search(fold(turn.text)):
            return acts.NEED if len(roots(turn.text)) >= TELLING else None
        if reading.act == "financement" and not state.need and len(roots(turn.text)) >= TELLING:
            return acts.NEED
        if reading.act in _MAYBE_OUTSIDE and not state.on_screen and not reading.named and self._is_outside(turn):
            return OUTSIDE
        return self._beside(turn) if state.on_screen else None

    def _beside(self, turn: Turn) -> str | None:
        """What a message is when services are on screen."""
        reading = turn.reading
        if reading.act in _MAYBE_BEHIND and self._is_behind(turn):
            return acts.NEED
        if reading.act == acts.PRECISION and self._found(turn).asks >= MAY_ASK and self._says_the_same(turn):
            return acts.QUESTION  # "et les risques d'inondation" would bring the same list
        if reading.act not in (acts.QUESTION, *_NEVER_ASKS) and self._asks_something(turn):
            return acts.QUESTION
        elsewhere = reading.act in _MAYBE_ELSEWHERE and self._asks_elsewhere(turn)
        if elsewhere:
            return acts.NEED
        return self._refuses(turn) or self._objects_not(turn) or self._asked(turn) or self._within_thread(turn)

    def _objects_not(self, turn: Turn) -> str | None:
        """A question that looks like an objection ("quels départements l'ont déjà")."""
        found = self._found(turn)
        asks = found.asks >= ASKS or found.asks >= MAY_ASK and found.answered >= ANSWERED
        if turn.reading.act != acts.OBJECTION or not asks:
            return None
        return acts.QUESTION if "?" in turn.text or not plain.HAVE.search(fold(turn.text)) else None

    def _plainly(self, turn: Turn) -> str | None:
        """What a few words tell whatever was read: somebody goes, wants a person, asks who answers."""
        reading, state, words = turn.reading, turn.state, fold(turn.text)
        told = len(roots(turn.text))
        parting = act_of(turn)
        if parting:
            return parting
        wanted = None if reading.act == "pairs" and reading.confidence >= CERTAIN else _wanted(state, words, told)
        if wanted:
            return wanted
        if reading.act == "humain" and state.need and told >= HUMAN_WORDS and self._is_another(turn):
            return acts.NEED  # "quelqu'un qui nous accompagne sur nos friches": a service does
        if len(reading.named) > 1 and plain.COMPARES.search(words):
            return acts.COMPARISON
        if reading.act == "financement" and not plain.SEEKS_MONEY.search(words):
            # "l'argent du département, on le voit ?", "et pour la paie des agents ?"
            return acts.QUESTION if state.current else acts.NEED if told > 1 else acts.PRECISION
        if reading.act in _MAYBE_ELSEWHERE and plain.ANOTHER.search(words) and told >= TELLING and not reading.named:
            return acts.NEED
        if reading.act == "donnees" and reading.confidence < CERTAIN and not plain.PRIVACY.search(words):
            return next((act for act, _ in reading.ranking if act != "donnees"), None)
        if reading.act in ("donnees", "assistant") and self._is_on_service(turn):
            return acts.QUESTION if state.on_screen else acts.PRECISION
        if reading.act in _NOT_MACHINE and plain.MACHINE.search(words) and told <= TELLING:
            return "assistant"
        return None

    def _asks_elsewhere(self, turn: Turn) -> bool:
        """Whether a message asks for something else, which a service that isn't on screen likely does."""
        if turn.reading.named or not plain.NEW_ONE.search(fold(turn.text)):
            return False
        text = turn.reading.need or turn.text
        match = self._lists.match(turn.state, text)
        key, score = match.solutions[0] if match.solutions else ("", 0.0)
        likely = match.decision != "none" and score >= ELSEWHERE and key not in turn.state.on_screen
        return likely and self._found(turn).answered < SURE_ANSWER

    def _asks_something(self, turn: Turn) -> bool:
        """Whether the words of a message are those of a question on a service, which no other service comes before."""
        reading, words = turn.reading, fold(turn.text)
        if plain.NEW_ONE.search(words) or plain.AFRESH.search(words):
            return False
        if reading.act in ("themes", "pairs") and reading.confidence >= CERTAIN:
            return False  # "combien de services en tout ?" is about the catalogue
        polite = reading.act in _POLITE and "?" not in turn.text
        compares = reading.act == acts.COMPARISON and (plain.COMPARES.search(words) or len(reading.named) > 1)
        if polite or compares or reading.act == "financement" and reading.confidence >= CERTAIN:
            return False
        asks = self._found(turn).asks
        if asks >= PLAINLY_ASKS:
            return True
        likely = dict(reading.ranking).get(acts.QUESTION, 0.0) >= POSSIBLE and reading.confidence < CERTAIN
        return likely and asks >= ASKS and not self._is_another(turn)

    @staticmethod
    def _is_on_service(turn: Turn) -> bool:
        """Whether what looks like a question on this assistant, or on what it keeps, goes on with the thing at hand."""
        words = fold(turn.text)
        if not turn.state.needs or plain.MACHINE.search(words):
            return False
        if turn.reading.act == "donnees":
            return plain.ABOUT_CHAT.search(words) is None
        guess = turn.reading.confidence < HALF and len(roots(turn.text)) > FEW_WORDS
        return guess or plain.ABOUT_SELF.search(words) is None

    @staticmethod
    def _refuses(turn: Turn) -> str | None:
        """What they have already, and what isn't it, said in plain words."""
        reading, words = turn.reading, fold(turn.text)
        if plain.HAVE.search(words) and "?" not in turn.text and reading.act != acts.NEED:
            return acts.OBJECTION
        isnt = reading.act in (acts.NO, "reproche") and turn.state.shown and plain.NOT_IT.search(words)
        return acts.REJECTION if isnt else None

    def _asked(self, turn: Turn) -> str | None:
        """Questions that look like something else: who else uses it, one that points, one put as a refusal."""
        reading, words = turn.reading, fold(turn.text)
        likely, asks = dict(reading.ranking), plain.ASKS.search(words) is not None
        asks_too = sort_of(turn.text) or "?" in turn.text and len(roots(turn.text)) >= FEW_ROOTS
        if reading.act == acts.SITUATION and asks_too:
            return acts.QUESTION  # "quels départements ? nous sommes en Charente"
        if reading.act in _NOT_PLACES and place_asked(turn) and ("?" in turn.text or asks):
            return acts.QUESTION
        guess = reading.confidence < HALF and reading.act in (acts.NO, acts.REJECTION, "financement")
        if (reading.act in _NOT_PLAIN or guess) and plainly_asks(turn.text):
            return acts.QUESTION if reading.act != acts.NEED or not self._is_another(turn) else None
        if reading.act in _NOT_USERS and plain.OTHERS_USE.search(words):
            return acts.QUESTION
        if reading.act == acts.CHOICE and self._asks_beside(turn):
            return acts.QUESTION
        turns_down = reading.act in (acts.REJECTION, acts.NO) and not plain.NEW_ONE.search(words)
        plainly = turns_down and _talks_of_one(turn) and len(roots(turn.text)) >= TELLING
        if reading.act in _NOT_ASKED and asks and (plainly or self._says(turn)):
            return acts.QUESTION
        if reading.act in _NOT_ASKED and "?" in turn.text and likely.get(acts.QUESTION, 0.0) >= FAINTLY:
            return acts.QUESTION if not reading.rejected and self._says(turn) else None
        if reading.named and reading.act in _NOT_NAMED and not reading.rejected:
            beside = roots(self._lists.lexicon.names.rest(turn.text, reading.named))
            if len(beside) <= MOST_BESIDE:
                return acts.QUESTION if beside and self._says(turn) else acts.CHOICE
        return None

    def _within_thread(self, turn: Turn) -> str | None:
        """What a message is when something is at hand: a need of its own only when a service plainly answers it."""
        reading, state = turn.reading, turn.state
        likely = dict(reading.ranking)
        afresh = plain.NEW.search(fold(turn.text)) or plain.AFRESH.search(fold(turn.text))
        if reading.act == acts.NEED and not afresh and not self._is_another(turn):
            asks = "?" in turn.text or likely.get(acts.QUESTION, 0.0) >= POSSIBLE
            if asks and self._says(turn):
                return acts.QUESTION
            others = [act for act, share in reading.ranking if act != acts.NEED and share >= FAINTLY]
            return others[0] if others else acts.PRECISION if state.shown else None
        back = reading.act == acts.BACK and plain.BACK.search(fold(turn.text)) and "?" not in turn.text
        if reading.confidence >= CERTAIN or back:
            return None
        if reading.act in _BESIDE and likely.get(acts.QUESTION, 0.0) >= POSSIBLE:
            return acts.QUESTION if self._is_on_file(turn) else None
        objects = reading.act == acts.OBJECTION and "?" not in turn.text
        if reading.confidence < UNSURE and reading.act not in _CLEAR and not objects:
            return self._unsure(turn)
        if reading.act in _SHOWN and not reading.explicit and likely.get(acts.NEED, 0.0) >= POSSIBLE:
            return acts.NEED if self._is_another(turn) else None
        return None

    def _says(self, turn: Turn) -> bool:
        """Whether the files at hand say something on a message, or at least know what kind of question it is."""
        found = self._found(turn)
        return found.kind is not None or found.answered >= NOT_SAID

    def _is_outside(self, turn: Turn) -> bool:
        """Whether a message is a person's own paperwork, or may be out of scope, with no service likely for it."""
        likely = dict(turn.reading.ranking)
        again = OUTSIDE in turn.state.told or turn.reading.fields.get("role") == "habitant"
        own = again or plain.OWN_PAPERS.search(fold(turn.text)) is not None
        if turn.reading.act in ("reproche", "assistant", acts.SITUATION) and OUTSIDE not in turn.state.told:
            return False
        if not own and (turn.state.needs or likely.get(OUTSIDE, 0.0) < OUTSIDE_SHARE):
            return False
        role = turn.reading.fields.get("role")
        if role and role != "habitant" and likely.get(OUTSIDE, 0.0) < HALF:
            return False  # an agent asks for somebody else
        match = self._lists.match(turn.state, turn.text)
        bar = SURELY if again else SURE if own else self._lists.ranker.bar
        return match.decision == "none" or match.solutions[0][1] < bar

    def _is_need(self, turn: Turn) -> bool:
        """Whether a service surely answers a message that looks like something else."""
        if len(roots(turn.text)) < 3 and turn.reading.language != ENGLISH:
            return False
        match = self._lists.match(turn.state, turn.text)
        bar = SURE if turn.reading.language == ENGLISH else PLAIN
        role = turn.reading.fields.get("role")
        if role and role != "habitant" and turn.reading.act == OUTSIDE:
            bar = self._lists.ranker.bar  # an agent asks for somebody else
        return match.decision == "answer" and match.solutions[0][1] >= bar

    def _is_on_file(self, turn: Turn) -> bool:
        """Whether the files shown answer it and no other service is plainly asked for."""
        bar = ANSWERED if turn.reading.confidence >= HALF else NOT_SAID
        return self._found(turn).answered >= bar and not self._is_another(turn)

    def _found(self, turn: Turn) -> Found:
        return self._answering.find(turn.text, turn.reading.about or turn.state.on_screen).found

    def _asks_beside(self, turn: Turn) -> bool:
        """Whether a message that points at a service asks something of it too ("DomiFa, inscription comment")."""
        reading = turn.reading
        if not reading.about or dict(reading.ranking).get(acts.QUESTION, 0.0) < POSSIBLE:
            return False
        beside = roots(self._lists.lexicon.names.rest(turn.text, reading.named))
        found = self._found(turn)
        return bool(beside) and (found.kind is not None or found.answered >= NOT_SAID)

    def _unsure(self, turn: Turn) -> str | None:
        """A reading that nothing tells for sure: a need of its own, a question on what is shown, or as it is."""
        found = self._found(turn)
        asks = found.asks >= HARDLY_ASKS and (found.kind is not None or found.answered >= NOT_SAID)
        if len(roots(turn.text)) > FEW_ROOTS or not asks:
            return acts.NEED if self._is_another(turn) else acts.QUESTION if asks else None
        return acts.QUESTION

    def _says_the_same(self, turn: Turn) -> bool:
        """Whether the list made again with what a message says would be the one on screen."""
        state, said = turn.state, turn.reading.need or turn.text
        return tuple(self._lists.shown(self._lists.match(state, f"{state.said}. {said}"))) == state.shown

    def _is_behind(self, turn: Turn) -> bool:
        """Whether a message is about what somebody else sees to, and the files at hand say nothing of it."""
        if turn.reading.named:
            return False
        match, found = self._lists.match(turn.state, turn.reading.need or turn.text), self._found(turn)
        if match.decision != "none" or match.door is None:
            return False
        if plain.OWN_PAPERS.search(fold(turn.text)):
            return True
        return found.answered < (ANSWERED if found.asks < ASKS else NOT_SAID if found.asks < PLAINLY_ASKS else 0.0)

    def _is_another(self, turn: Turn) -> bool:
        """Whether a service that isn't on screen plainly answers the message alone, which no file shown does."""
        match = self._lists.match(turn.state, turn.reading.need or turn.text)
        if match.decision != "answer" or match.solutions[0][0] in turn.state.on_screen:
            return False
        found = self._found(turn) if turn.state.on_screen else None
        if found and found.asks >= ASKS and (found.answered >= ANSWERED or sort_of(turn.text)):
            return False  # the file at hand answers
        return match.solutions[0][1] >= (SURELY if found and found.asks >= ASKS else PLAIN)


def _wanted(state: State, words: str, told: int) -> str | None:
    """What few words plainly want: somebody on the telephone, the address of a page, another service instead."""
    if state.last.awaits == AWAITS_RELAY and plain.HAND_OVER.search(words):
        return "humain"
    if plain.CALLS_US.search(words) and state.needs:
        return "humain"
    if plain.LINKS.search(words) and state.on_screen and told <= TELLING:
        return acts.QUESTION
    return acts.OTHERS if plain.INSTEAD.search(words) and (state.on_screen or state.aside) else None


def _talks_of_one(turn: Turn) -> bool:
    """Whether one service is talked about."""
    return turn.state.current is not None and turn.state.last.kind == ANSWER


def _corrects_place(turn: Turn) -> bool:
    """Whether a message says another place than the one that was known ("non, le Cher")."""
    place = turn.state.place
    return place is not None and "territoire" in turn.reading.fields and correction(turn.text, place) == place
