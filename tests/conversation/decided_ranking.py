"""A ranking, answers and acts that tests decide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bot.answers import SURE, Found, Passage
from bot.answers.passages import passages_of
from bot.answers.sheets import KINDS
from bot.catalogue.doors import door_of
from bot.catalogue.schema import Solution
from bot.conversation import Desk, Reply, State
from bot.orientation import Choice, Clarification, Match, Need
from bot.reading import acts
from bot.reading.features import Context
from bot.reading.lexicon import Lexicon
from bot.reading.read import read_as

NOTHING = Match("none", 0, ())
DIMENSIONS = 384


def answer(*keys: str, score: float = 0.9) -> Match:
    """A sure list of these solutions."""
    return Match("answer", min(3, len(keys)), tuple((key, score - 0.01 * rank) for rank, key in enumerate(keys)))


def ask(first: str, second: str, *rest: str) -> Match:
    """A question between two."""
    ranked = tuple((key, 0.4 - 0.01 * rank) for rank, key in enumerate((first, second, *rest)))
    choices = (Choice("Le premier but", ranked), Choice("Le second but", (ranked[1], ranked[0], *ranked[2:])),
               Choice("Autre chose", ranked[2:]))  # fmt: skip
    return Match("ask", 0, ranked, Clarification("Que cherchez-vous ?", choices))


def hedge(first: str, *rest: str, score: float = 0.22) -> Match:
    """A guess, to be confirmed."""
    ranked = tuple((key, score - 0.1 * rank) for rank, key in enumerate((first, *rest)))
    choices = (Choice("Le seul but", ranked), Choice("Non, autre chose", ranked[1:]))
    return Match("ask", 0, ranked, Clarification("Cherchez-vous ceci ?", choices))


def near(*keys: str) -> Match:
    """Nothing, and what comes near."""
    return Match("none", 0, tuple((key, 0.1) for key in keys), near=keys)


@dataclass
class Ranking:
    """The public face of the ranker: what a test has put under a word of the need, nothing otherwise."""

    solutions: Mapping[str, Solution]
    answers: dict[str, Match] = field(default_factory=dict)
    bar: float = 0.3
    seen: list[Need] = field(default_factory=list)
    embedder: Any = None

    @property
    def ids(self) -> frozenset[str]:
        """What it ranks."""
        return frozenset(self.solutions) | {key for match in self.answers.values() for key, _ in match.solutions}

    def vector(self, text: str) -> Any:
        """No meaning at all."""
        return np.zeros((1, DIMENSIONS), np.float32)

    def read_ahead(self, text: str) -> None:
        """Nothing to read."""

    def match(self, need: Need) -> Match:
        """The answer of the last word said that has one, less what is excluded."""
        self.seen.append(need)
        places = {need.text.rfind(word): match for word, match in self.answers.items() if word in need.text}
        if not places:
            return NOTHING
        found = places[max(places)]
        kept = tuple(item for item in found.solutions if item[0] not in need.excluded)
        if not kept:
            return NOTHING
        return Match(found.decision, min(found.shown, len(kept)), kept, found.question, found.door, found.near)

    def experiences(self, need: str) -> list[str]:
        """A study for one word."""
        return ["anct-pni-vigie-fonciere"] if "foncier" in need else []


@dataclass(frozen=True)
class Told:
    """What the files hold on a question: the kind asked for, fields that answer it, and how sure that is."""

    kind: str | None
    fields: tuple[str, ...] = ()
    answered: float = 0.99
    best: float | None = None
    """Probability of the best passage; unset, as sure as the file is."""


@dataclass
class Answers:
    """The public face of the answers: what a test has put under a word of the question, nothing otherwise."""

    solutions: Mapping[str, Solution]
    told: dict[str, Told] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def knows(self, service: str) -> bool:
        """Every file, and every door."""
        return service in self.solutions or door_of(service) is not None

    def passages(self, service: str) -> tuple[Passage, ...]:
        """Those of its file."""
        return passages_of(door_of(service) or self.solutions[service])

    def nearest_sentence(self, passage: Passage, vector: Any) -> int:
        """The first."""
        return 0

    def find(self, question: str, ids: Sequence[str], vector: Any = None) -> Found:
        """The passages of the fields decided, those of the first service first."""
        self.asked.append((question, tuple(ids)))
        found = next((told for word, told in self.told.items() if word in question), Told(None, (), 0.05))
        known = [passage for key in ids for passage in self.passages(key)]
        held = [passage for name in found.fields for passage in known if name in (passage.field, passage.key)]
        best = found.best or (0.9 if found.answered >= SURE else 0.75)
        ranked = [(passage, best - 0.02 * rank) for rank, passage in enumerate(held)]
        ranked += [(passage, 0.01) for passage in known if passage not in held]
        kinds = sorted(((kind, 0.9 if kind == found.kind else 0.01) for kind in KINDS), key=lambda item: -item[1])
        return Found(found.kind, tuple(kinds), tuple(ranked), found.answered if held else min(found.answered, 0.05))


@dataclass
class Acts:
    """The classifier of acts: what a test has put under a text, the same for all otherwise."""

    said: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def acts(self) -> list[str]:
        """Names of the acts."""
        return list(acts.names())

    def probabilities(self, contexts: Sequence[Context], lexicon: Lexicon, vector: Any = None) -> Any:
        """Messages x acts."""
        rows = []
        for context in contexts:
            told = self.said.get(context.text, {})
            rest = (1 - sum(told.values())) / max(1, len(self.acts) - len(told))
            rows.append([told.get(act, rest) for act in self.acts])
        return np.array(rows)


@dataclass
class Talk:
    """A conversation at a desk: each message with its act, as the engine would have read it."""

    desk: Desk
    lexicon: Lexicon
    state: State = field(default_factory=State)
    replies: list[Reply] = field(default_factory=list)

    def __call__(self, act: str, text: str, confidence: float = 1.0) -> Reply:
        """Say something; the state goes on."""
        reading = read_as(act, self.state, text, self.lexicon)
        known = {key: reading.fields[key] for key in ("role", "territoire", "population") if key in reading.fields}
        state = self.state.change(**known)
        reply = self.desk.serve(state, text, replace(reading, confidence=confidence))
        return self._then(reply)

    def pick(self, choice: str) -> Reply:
        """Take a choice of a question."""
        return self._then(self.desk.chosen(self.state, choice))

    def open(self, key: str) -> Reply:
        """Take a service of a list."""
        return self._then(self.desk.showing.one(self.state, key))

    def _then(self, reply: Reply) -> Reply:
        self.replies.append(reply)
        self.state = State() if reply.erase else State.of(
            reply.state.memory(),
            role=reply.state.role, territoire=reply.state.territoire, population=reply.state.population,
        )  # fmt: skip
        return reply


MakeDesk = Callable[..., Desk]
"""Makes a desk, with a forum's index or without."""


def kinds(reply: Reply) -> list[str]:
    """Types of the payloads of a reply."""
    return [message.payload["type"] for message in reply.messages if message.payload]


def said(reply: Reply) -> str:
    """All that a reply says."""
    return "\n".join(message.text for message in (*reply.messages, *([reply.ending] if reply.ending else [])))
