"""What events can't give and what the team aims at: two files that the product manager edits."""

import logging
import re
from pathlib import Path
from typing import Any, Optional

import yaml
from pydantic import BaseModel, Field, ValidationError, validator

logger = logging.getLogger(__name__)

MEASURES = (
    "conversations", "besoins", "besoins_utiles", "activation", "satisfaction", "sans_reponse", "retour",
    "collectivites", "relais_repondus",
)  # fmt: skip
"""Measures that a key result may be read in."""


class _Strict(BaseModel):
    class Config:
        extra = "forbid"


class Value(_Strict):
    """A declared value, with when and by whom; ``None`` is « non mesuré »."""

    valeur: Optional[float] = None
    date: Optional[str] = None
    source: Optional[str] = None

    @validator("date")
    def _a_month(cls, value: Optional[str]) -> Optional[str]:
        if value is not None and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value):
            raise ValueError("date: AAAA-MM")
        return value


class Declared(_Strict):
    """The file ``declare.yml``."""

    facilite_usage: Value = Value()
    collectivites_visees: Value = Value()
    recommandation: Value = Value()
    impact: Value = Value()
    budget_annuel: Value = Value()


class KeyResult(_Strict):
    """What shows that an objective is reached."""

    titre: str
    mesure: Optional[str] = None
    valeur: Optional[float] = None
    depart: float = 0.0
    cible: float
    unite: str = ""

    @validator("mesure")
    def _known(cls, value: Optional[str]) -> Optional[str]:
        if value is not None and value not in MEASURES:
            raise ValueError("mesure: " + ", ".join(MEASURES))
        return value

    def progress(self, value: Optional[float]) -> Optional[int]:
        """How far from start to target, in percent, within 0 and 100."""
        if value is None or self.cible == self.depart:
            return None
        return round(100 * min(1.0, max(0.0, (value - self.depart) / (self.cible - self.depart))))


class Objective(_Strict):
    """An objective and its key results."""

    titre: str
    resultats: list[KeyResult]


class Okr(_Strict):
    """The file ``okr.yml``."""

    periode: str = ""
    objectifs: list[Objective] = Field(default_factory=list)


def read_declared(folder: Path) -> tuple[Declared, bool]:
    """What is declared, and whether its file could be read; one that can't leaves everything « non mesuré »."""
    read = _read(folder / "declare.yml", Declared)
    return (read if isinstance(read, Declared) else Declared()), read is not None


def read_okr(folder: Path) -> tuple[Okr, bool]:
    """The objectives, and whether their file could be read."""
    read = _read(folder / "okr.yml", Okr)
    return (read if isinstance(read, Okr) else Okr()), read is not None


def _read(path: Path, model: type[BaseModel]) -> Any:
    """The file's content, or None with a line in the log: a typing error must not take the page away."""
    try:
        return model.parse_obj(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, ValueError, TypeError, yaml.YAMLError, ValidationError) as error:
        logger.error("%s: %s", path.name, type(error).__name__)
        return None
