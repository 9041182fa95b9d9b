"""JSON Schema of a file of the catalogue, for editors: ``python -m bot.catalogue.json_schema`` writes it to docs/."""

import json
import sys
from pathlib import Path

from pydantic.tools import schema_json_of

from bot.catalogue.schema import Entry
from bot.folders import ROOT

PATH = ROOT / "docs" / "catalogue.schema.json"


def text() -> str:
    """The schema, as the file holds it."""
    made = json.loads(schema_json_of(Entry, title="Fiche du catalogue"))  # type: ignore[arg-type]
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(path: Path = PATH) -> int:
    """Write the file."""
    path.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
