"""What the upkeep reads of the emergencies' files (``data/emergencies``): their sources, and the addresses told."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, Field, HttpUrl, ValidationError

from bot.catalogue.files import Fault
from bot.catalogue.sync.reading import say

GENERAL = "general"
"""The file of what all kinds share: it has no source."""

_ADDRESS = re.compile(r"https?://[^\s),;»]+[^\s),;».]")


class EmergencySource(BaseModel):
    """A public page that an advice comes from, and when it was last read."""

    url: HttpUrl
    checked: dt.date


class EmergencyFile(BaseModel):
    """One kind of emergency."""

    kind: str = Field(alias="sorte")
    advice: str = Field(alias="consigne")
    sources: list[EmergencySource] = Field(min_items=1)

    @property
    def addresses(self) -> list[str]:
        """Those of the sources, then those that the advice tells."""
        return [*(str(source.url) for source in self.sources), *_ADDRESS.findall(self.advice)]


def read_emergencies(folder: Path) -> tuple[list[EmergencyFile], list[Fault]]:
    """The emergencies of a folder, sorted by file, and what can't be read of them."""
    found, faults = [], []
    for path in sorted(folder.glob("*.yml")):
        if path.stem == GENERAL:
            continue
        try:
            raw: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: S506
            found.append(EmergencyFile.parse_obj(raw))
        except yaml.YAMLError:
            faults.append(Fault(path, 1, say("urgence.illisible")))
        except ValidationError as error:
            places = ", ".join(".".join(map(str, item["loc"])) for item in error.errors())
            faults.append(Fault(path, 1, say("urgence.champs", champs=places)))
    return found, faults
