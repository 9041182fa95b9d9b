"""What is known of a conversation when a message is read: needs and their lists, what was said last, who and where."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, cast

from bot.reading.offer import Offer
from bot.territory import Territory, by_code

if TYPE_CHECKING:
    from bot.catalogue.schema import Audience
    from bot.territory.model import Kind

MOST_NEEDS = 10
"""Needs that a session remembers, the current one included."""

MOST_TOLD = 12
"""Sentences of ours that are remembered."""

MOST_QUOTED = 20
"""Passages of files that are remembered."""

START, LIST, QUESTION, NOTHING, DETAIL, ANSWER, COMPARED, RELAY, THEMES, TALK = (
    "debut", "liste", "question", "rien", "detail", "reponse", "comparaison", "relais", "themes", "parole",
)  # fmt: skip
"""Kinds of what the assistant said last: nothing yet, a list, a question of ours, nothing fits, one service in full, an
answer from a file, services compared, a step of the hand-over, the themes, anything else."""

KINDS = (START, LIST, QUESTION, NOTHING, DETAIL, ANSWER, COMPARED, RELAY, THEMES, TALK)

AWAITS_NEED, AWAITS_MORE, AWAITS_YES, AWAITS_RELAY, AWAITS_ERASURE = (
    "besoin", "precision", "accord", "relais", "effacement",
)  # fmt: skip
"""What the last message waits for: a need, more on it, a yes or no on the service named, a yes to
hand the request over, a yes to erase."""

RECAP, CORRECTION, CONTACT = "relais_resume", "relais_correction", "relais_contact"
"""Steps of the hand-over: the agreement to the summary, its correction, the contact detail."""

AWAITS = (
    AWAITS_NEED, AWAITS_MORE, AWAITS_YES, AWAITS_RELAY, AWAITS_ERASURE, RECAP, CORRECTION, CONTACT,
)  # fmt: skip

URGENT = "urgence:"
"""How the mark of a turn that answered an emergency begins; its kind follows."""

NONE_OF_THESE = "autre"
"""Value of the choice "none of these"."""


@dataclass(frozen=True)
class Choice:
    """Something that was offered: its title, and the solution's id (or theme, or :data:`NONE_OF_THESE`) behind it."""

    title: str
    value: str


@dataclass(frozen=True)
class Last:
    """What the assistant said last."""

    kind: str = START
    shown: tuple[str, ...] = ()
    """Ids of the services that it named, in order."""

    choices: tuple[Choice, ...] = ()
    awaits: str | None = None
    mark: str = ""
    """What tells one summary of the hand-over from another."""

    pending: str = ""
    """The message that a question about the thing at hand left unanswered."""

    cited: tuple[str, ...] = ()
    """Ids of other services that the files' words named ("pour cela, voyez Aides-territoires")."""

    asked: tuple[str, ...] = ()
    """What was answered lately on the service that it named (see :mod:`bot.conversation.following`)."""

    @classmethod
    def of(cls, value: Any) -> "Last":
        """Read from its JSON form; what is of another type takes its default."""
        if not isinstance(value, Mapping):
            return cls()
        offered = [item for item in _items(value.get("choices")) if isinstance(item, Mapping)]
        return cls(
            str(value.get("kind") or START),
            _ids(value.get("shown")),
            tuple(Choice(str(item.get("title", "")), str(item.get("value", ""))) for item in offered),
            value.get("awaits") or None,
            str(value.get("mark") or ""),
            str(value.get("pending") or ""),
            _ids(value.get("cited")),
            _ids(value.get("asked")),
        )


@dataclass(frozen=True)
class Need:
    """A need of the session, with what came of it."""

    text: str
    """As said so far: what ranks."""

    title: str | None = None
    """How it is named to the person (« vos boîtes mail »); None when no noun group says it."""

    shown: tuple[str, ...] = ()
    """Ids of its last list, in the order of their numbers."""

    aside: tuple[str, ...] = ()
    """Ids that were set aside for it."""

    refusals: int = 0
    """Lists that were refused."""

    passed: tuple[str, ...] = ()
    """Ids offered by a question and passed over."""

    at: float = 0.0
    """When it was said, in seconds since 1970; 0: unknown."""

    door: str | None = None
    """Id of the door behind which somebody else sees to it, when no service answers."""

    @classmethod
    def of(cls, value: Any) -> "Need | None":
        """Read from its JSON form; None when it holds no need."""
        if not isinstance(value, Mapping) or not isinstance(value.get("text"), str) or not value["text"].strip():
            return None
        title = value.get("title")
        return cls(
            value["text"], title if isinstance(title, str) else None, _ids(value.get("shown")),
            _ids(value.get("aside")), int(_number(value.get("refusals"))), _ids(value.get("passed")),
            _number(value.get("at")), str(value["door"]) if value.get("door") else None,
        )  # fmt: skip


@dataclass(frozen=True)
class State:
    """A conversation; ``role``, ``territoire`` and ``population`` are slots of their own, which the engine fills."""

    needs: tuple[Need, ...] = ()
    """The current one first."""

    waiting: tuple[str, ...] = ()
    """Needs that were said with another and not yet looked at."""

    current: str | None = None
    """Id of the service that is talked about."""

    last: Last = field(default_factory=Last)
    known: tuple[str, ...] = ()
    """Ids that the person has already."""

    free: bool = False
    """The person wants what costs nothing."""

    at: float = 0.0
    """When the last turn was, in seconds since 1970."""

    told: tuple[str, ...] = ()
    """Sentences of ours that were said lately (:data:`MOST_TOLD`), so that they are said otherwise."""

    offer: Offer | None = None
    """The request whose contact detail is waited for."""

    requests: tuple[str, ...] = ()
    """Numbers of the requests that were made, the newest last."""

    asked: tuple[str, ...] = ()
    """Questions on a need that were asked, by what they offered: none is asked twice."""

    quoted: tuple[str, ...] = ()
    """Passages of files that were told lately (``service#key``), so that none is the answer to two questions."""

    alerts: tuple[str, ...] = ()
    """Kinds of emergencies whose advice was shown."""

    role: str | None = None
    """Audience of the person (see the catalogue's audiences)."""

    territoire: dict[str, Any] | None = None
    """Kind, code and name of the territory."""

    population: float | None = None
    """Inhabitants, as said."""

    @property
    def audience(self) -> "Audience | None":
        """The role, typed."""
        return cast("Audience | None", self.role)

    @property
    def place(self) -> Territory | None:
        """The territory, from the gazetteer."""
        known = self.territoire if isinstance(self.territoire, Mapping) else {}
        return by_code(cast("Kind", str(known.get("kind"))), str(known["code"])) if "code" in known else None

    @property
    def size(self) -> int | None:
        """Inhabitants: as said, else those of the commune or EPCI."""
        if self.population is not None:
            return int(self.population)
        place = self.place
        return place.population if place and place.kind in ("commune", "epci") else None

    @property
    def need(self) -> Need | None:
        """The current need."""
        return self.needs[0] if self.needs else None

    @property
    def said(self) -> str:
        """The current need in words; empty without one."""
        return self.need.text if self.need else ""

    @property
    def aside(self) -> tuple[str, ...]:
        """Ids that were set aside for the current need."""
        return self.need.aside if self.need else ()

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the current need's list, in the order of their numbers."""
        return self.need.shown if self.need else ()

    @property
    def on_screen(self) -> tuple[str, ...]:
        """Ids of the services that a message may be about: those named last, those of the list, the current one, less
        what was set aside; those of the need before when this one has none."""
        known = (*self.last.shown, *self.shown, *((self.current,) if self.current else ()))
        if not known:
            known = next((need.shown for need in self.needs if need.shown), ())
        return tuple(key for key in dict.fromkeys(known) if key not in self.aside)

    def change(self, **values: Any) -> "State":
        """A copy with other values."""
        return replace(self, **values)

    def with_need(self, need: Need) -> "State":
        """A new need on top of the others."""
        said = replace(need, at=need.at or self.at)
        return replace(self, needs=(said, *self.needs)[:MOST_NEEDS], current=None)

    def change_need(self, **values: Any) -> "State":
        """The current need with other values; nothing changes without one."""
        if not self.needs:
            return self
        return replace(self, needs=(replace(self.needs[0], **values), *self.needs[1:]))

    def with_told(self, *marks: str) -> "State":
        """These sentences of ours remembered as the last ones said; the oldest are forgotten (:data:`MOST_TOLD`)."""
        kept = [mark for mark in self.told if mark not in marks]
        return replace(self, told=(*kept, *marks)[-MOST_TOLD:])

    def with_quoted(self, *passages: str) -> "State":
        """These passages remembered as the last ones told; the oldest are forgotten (:data:`MOST_QUOTED`)."""
        kept = [one for one in self.quoted if one not in passages]
        return replace(self, quoted=(*kept, *passages)[-MOST_QUOTED:])

    def memory(self) -> dict[str, Any]:
        """Its JSON form, less the slots that stand apart."""
        kept = asdict(self)
        return {key: value for key, value in kept.items() if key not in APART}

    @classmethod
    def of(cls, memory: Any, **apart: Any) -> "State":
        """Read from its JSON form and the slots apart; what is absent or of another type takes its default."""
        value = memory if isinstance(memory, Mapping) else {}
        needs = [need for need in map(Need.of, _items(value.get("needs"))) if need]
        current = value.get("current")
        return cls(
            tuple(needs), _ids(value.get("waiting")), str(current) if current else None, Last.of(value.get("last")),
            _ids(value.get("known")), bool(value.get("free")), _number(value.get("at")), _ids(value.get("told")),
            Offer.of(value.get("offer")), _ids(value.get("requests")), _ids(value.get("asked")),
            _ids(value.get("quoted")), _ids(value.get("alerts")),
            **{key: apart.get(key) for key in APART},
        )  # fmt: skip


MEMORY = "memoire"
"""The slot that holds it."""

APART = ("role", "territoire", "population")
"""Fields that are slots of their own."""

assert set(APART) < {item.name for item in fields(State)}


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else ()


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _ids(value: Any) -> tuple[str, ...]:
    return tuple(str(key) for key in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
