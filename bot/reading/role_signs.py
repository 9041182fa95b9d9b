"""Signs that a kind of body, or of job, is the author's: what the rules make of it, and the words around it.

They are the same for all kinds: what is learnt of "je bosse à l'agglo" holds for the département.
"""

from collections.abc import Iterator

from bot.reading.role_mentions import Clause, Mention
from bot.reading.role_rules import Heard

NEAR = 3
"""Words on each side that are told apart by their place."""

AROUND = 8
BEYOND = 5
"""Words of the clause, and of those before and after it, that are told by themselves."""

_MANY = 4
"""Mentions and clauses are counted up to that."""


def words(heard: Heard) -> str:
    """What was said, folded, its clauses parted."""
    return " . ".join(clause.words for clause in heard.clauses)


def signs(heard: Heard, kind: str) -> dict[str, float]:
    """Signs of one kind in a text."""
    return dict.fromkeys(_signs(heard, kind), 1.0)


def _signs(heard: Heard, kind: str) -> Iterator[str]:
    own = [(plain, mention) for plain, mention in zip(heard.strengths, heard.mentions) if mention.kind == kind]
    most = max((plain for plain, _ in own), default=-1)
    yield from _by_the_rules(heard, kind, most)
    if own:
        yield f"times={min(len(own), _MANY)}"
        yield f"kinds={min(len({mention.kind for mention in heard.mentions}), _MANY)}"
        yield f"clauses={min(len(heard.clauses), _MANY)}"
        mention = next(mention for plain, mention in own if plain == most)
        yield from (f"sort={mention.sort}", f"sort={mention.sort}&s={most}", f"k={kind}&sort={mention.sort}")
        yield f"said={mention.said}"
        yield from _around(heard, mention)


def _by_the_rules(heard: Heard, kind: str, most: int) -> Iterator[str]:
    """How plainly the rules make it the author's, against what else is mentioned."""
    other = max((plain for plain, said in zip(heard.strengths, heard.mentions) if said.kind != kind), default=-1)
    rule = "it" if heard.role == kind else "none" if heard.role is None else "other"
    yield from (f"s={most}", f"o={other}", f"rule={rule}", f"rule={rule}&s={most}&o={other}")
    yield "more" if most > other else "as much" if most == other else "less"
    yield from (f"k={kind}", f"k={kind}&s={most}", f"k={kind}&it={heard.role == kind}")


def _around(heard: Heard, mention: Mention) -> Iterator[str]:
    """Words around a mention; the other mentions are told by their sort alone."""
    clause = mention.clause
    left, right = _sides(heard, mention)
    yield "first" if clause.first else "later"
    if not clause.after:
        yield "last"
    if not left and not right:
        yield f"whole&{clause.first}&{not clause.after}"
    before, after = ["^", *left], [*right, "?" if clause.asked else "$"]
    yield from (f"L{at}={word}" for at, word in enumerate(before[: -NEAR - 1 : -1]))
    yield from (f"R{at}={word}" for at, word in enumerate(after[:NEAR]))
    yield from (f"LL={' '.join(before[-2:])}", f"LLL={' '.join(before[-3:])}", f"RR={' '.join(after[:2])}")
    yield f"L|R={before[-1]}|{after[0]}"
    yield from (f"left={word}" for word in left[-AROUND:])
    yield from (f"right={word}" for word in right[:AROUND])
    yield from _beyond(clause)


def _beyond(clause: Clause) -> Iterator[str]:
    """Words of the clauses before and after."""
    if before := clause.before.split():
        yield from (f"begins={before[0]}", f"ends={before[-1]}", *(f"before={word}" for word in before[-BEYOND:]))
    if after := clause.after.split():
        yield from (f"goes on={after[0]}", f"goes on={' '.join(after[:2])}")
        yield from (f"after={word}" for word in after[:BEYOND])


def _sides(heard: Heard, mention: Mention) -> tuple[list[str], list[str]]:
    """Words of its clause on the left and on the right."""
    said = mention.clause.words
    sides: tuple[list[str], list[str]] = ([], [])
    end = 0
    for other in heard.mentions:
        if other.clause is not mention.clause:
            continue
        side = sides[other.start > mention.start]
        side += said[end : other.start].split() if other is not mention else []
        if other is mention:
            sides[0].extend(said[end : other.start].split())
        else:
            side.append(other.sort.upper())
        end = other.end
    sides[1].extend(said[end:].split())
    return sides
