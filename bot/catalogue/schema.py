"""What a file of the catalogue may hold: one YAML file a solution, or one an ended study ("investigation").

Unknown is ``null`` (or an empty list), never guessed; every key is always there.
"""

import datetime as dt
import re
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, Field, HttpUrl, validator
from typing_extensions import TypeAlias

Audience: TypeAlias = Literal[
    "commune", "epci", "departement", "region", "ccas", "syndicat", "etat", "association", "habitant"
]
"""Who a service is for; the same words as in the contract of ``orientation match``."""

Status: TypeAlias = Literal["a_l_etude", "en_test", "en_deploiement", "perenne", "transfere", "ferme"]
"""What the phase of a product means for the person who would use it."""

Programme: TypeAlias = Literal["investigation", "startup", "france_relance"]
"""The three families of the incubator; ``None`` where the source gives no ground."""

NOT_USABLE: tuple[Status, ...] = ("a_l_etude", "ferme")
"""Statuses of what can't be used yet, or any more."""

STATUS_OF_PHASE: dict[str, Status] = {
    "investigation": "a_l_etude",
    "construction": "en_test",
    "acceleration": "en_deploiement",
    "consolidation": "en_deploiement",
    "opere": "perenne",
    "transfere": "transfere",
}
"""beta.gouv.fr's phase -> status; a page that closes a service to new users makes it ``ferme``."""

AUDIENCES: tuple[Audience, ...] = (
    "commune", "epci", "departement", "region", "ccas", "syndicat", "etat", "association", "habitant",
)  # fmt: skip
"""All audiences, in the order in which they are said."""

_MAILBOX = re.compile(r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$")
_TERRITORY = re.compile(r"^(commune|epci|departement|region):[0-9A-Z]{2,9}$")


class Strict(BaseModel):
    """No key but those that are known; nothing is changed once read."""

    class Config:
        extra = "forbid"
        allow_mutation = False

        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[BaseModel]) -> None:
            """Say in the JSON Schema which fields may be null, which this pydantic leaves out."""
            for field in model.__fields__.values():
                if field.allow_none:
                    said = schema["properties"][field.alias]
                    schema["properties"][field.alias] = {"anyOf": [said, {"type": "null"}]}


class Contact(Strict):
    """A shared mailbox or a page; never a named person's address."""

    email: str | None
    url: HttpUrl | None

    @validator("email")
    def _well_formed(cls, value: str | None) -> str | None:
        if value is not None and not _MAILBOX.match(value):
            raise ValueError(f"not an e-mail address: {value}")
        return value


class Links(Strict):
    """Addresses that the source gives."""

    site: HttpUrl | None
    statistics: HttpUrl | None
    code: HttpUrl | None


class Eligibility(Strict):
    """Who can't use it, besides the audiences: population of the commune or EPCI, territories, conditions."""

    min_population: int | None
    max_population: int | None
    territories: list[str]
    conditions: str | None

    @validator("territories", each_item=True)
    def _coded(cls, value: str) -> str:
        if not _TERRITORY.match(value):
            raise ValueError(f"a territory is written kind:code, such as departement:62, not {value}")
        return value


class Cost(Strict):
    """Price, only where the source says it."""

    free: bool | None
    text: str | None


class Usage(Strict):
    """Who uses it already: a figure and its date (YYYY or YYYY-MM)."""

    text: str
    date: str | None


QuestionKind: TypeAlias = Literal[
    "open_to", "cost", "start", "who_signs_up", "skills", "account", "hosting", "security", "delay", "phone",
    "territories", "obligation", "editors", "operator", "users", "neighbour", "other",
]  # fmt: skip
"""What people ask once a service is shown: who may use it, its price, the first step, who signs up, what one must know,
the login, where it is hosted, data and security, how long it takes, how to reach somebody, where it works, whether it
is compulsory, whether it works with the software in place, who is behind, who uses it, what tells it from another."""


class QuestionSource(Strict):
    """A public page of the service, other than the entry's own, and the date that stands on it (YYYY, -MM, -DD)."""

    url: HttpUrl
    date: str = Field(regex=r"^\d{4}(-\d{2}){0,2}$")

    @validator("date", pre=True)
    def _written_bare(cls, value: object) -> object:
        """YAML reads a date that isn't quoted as one, a year as a number."""
        return str(value) if isinstance(value, (dt.date, int)) else value


class Question(Strict):
    """A question that people ask on this solution, with the answer that the source supports."""

    kind: QuestionKind
    q: str = Field(min_length=4)
    a: str = Field(min_length=8)
    source: QuestionSource | None
    """``None``: the entry's own page."""


class _Entry(Strict):
    """Keys shared by solutions and investigations."""

    id: str = Field(regex=r"^[\w.-]+$")
    name: str = Field(min_length=2)
    programme: Programme | None
    phase: str
    summary: str = Field(min_length=20)
    audiences: list[Audience]
    operator: str | None
    contact: Contact
    links: Links
    themes: list[str] = Field(min_items=1)
    vocabulary: list[str]
    snapshot: dt.date

    @property
    def source(self) -> str:
        """The public page that the facts come from."""
        return f"https://beta.gouv.fr/startups/{self.id}.html"

    @property
    def url(self) -> str:
        """Where to go: its own site, else its public page."""
        return str(self.links.site or self.source)


class Solution(_Entry):
    """A public digital service that the assistant may propose."""

    kind: Literal["solution"]
    aliases: list[str]
    """Other names that people use: former names, acronyms, short forms."""
    status: Status
    status_note: str | None
    access: str | None = Field(max_length=60)
    """Whether it can be used today, and by whom, in a few plain words."""
    purpose: str = Field(min_length=15, max_length=100)
    """What one does with it, an infinitive phrase in people's words: read in reasons and on choices."""
    details: str
    eligibility: Eligibility
    cost: Cost
    getting_started: str | None
    prerequisites: str | None
    usage: Usage | None
    accompaniment: str | None
    limits: list[str] = Field(max_items=3)
    """What it doesn't do, boundaries with its neighbours included; never read by the ranking."""
    questions: list[Question]
    examples: list[str]

    @validator("phase")
    def _known_phase(cls, value: str) -> str:
        if value not in STATUS_OF_PHASE:
            raise ValueError(f"unknown or ended phase: {value}")
        return value

    @validator("status")
    def _status_follows_phase(cls, value: Status, values: dict[str, object]) -> Status:
        expected = STATUS_OF_PHASE.get(str(values.get("phase")))
        if expected and value not in (expected, "ferme"):
            raise ValueError(f"phase {values.get('phase')} means status {expected}, not {value}")
        return value


class Investigation(_Entry):
    """A study or product that ended: shown as experience, never proposed as a solution."""

    kind: Literal["investigation"]
    phase: Literal["abandon", "abandon-investigation"]
    ended: str = Field(regex=r"^\d{4}(-\d{2})?$")
    problem: str
    lesson: str | None
    with_: str | None = Field(..., alias="with")


Entry: TypeAlias = Annotated[Union[Solution, Investigation], Field(discriminator="kind")]
"""A file of the catalogue."""
