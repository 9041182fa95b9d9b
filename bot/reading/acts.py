"""What a person does with a message: the closed list of acts (``data/reading/acts.yml``)."""

from dataclasses import dataclass
from functools import lru_cache

import yaml

from bot import folders

NEED, PRECISION, QUESTION, COMPARISON, CHOICE, NEXT = (
    "besoin", "precision", "question", "comparaison", "choix", "suite",
)  # fmt: skip
YES, NO, REJECTION, OTHERS, OBJECTION, SITUATION = "accord", "refus", "rejet", "autres", "objection", "situation"
BACK, WHY, EMPTY = "retour", "pourquoi", "vide"


@dataclass(frozen=True)
class Act:
    """One act."""

    name: str
    line: str
    """What the person does, in a few French words."""

    examples: tuple[str, ...]

    @property
    def action(self) -> str:
        """Name of the action that answers it."""
        return f"action_{self.name}"


@lru_cache(maxsize=1)
def acts() -> tuple[Act, ...]:
    """All acts, in the order of the file."""
    path = folders.data() / "reading" / "acts.yml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(Act(item["act"], item["line"], tuple(item["examples"])) for item in raw)


def names() -> tuple[str, ...]:
    """Names of all acts, in the order of the file."""
    return tuple(act.name for act in acts())
