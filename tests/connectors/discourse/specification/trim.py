"""Trims Discourse's OpenAPI description to the routes that the forum's client uses, without its prose.

python trim.py openapi.json > discourse-trimmed.json
"""

import json
import sys
from pathlib import Path
from typing import Any

USED = ("/categories.json", "/c/{slug}/{id}.json")
PROSE = {"description", "summary", "tags", "example"}


def bare(value: Any, named: bool = False) -> Any:
    """A value without its prose; the keys of a mapping of names are kept."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: bare(item, named=key in ("properties", "responses", "paths"))
        for key, item in value.items()
        if named or key not in PROSE
    }


if __name__ == "__main__":
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    info = {key: whole["info"][key] for key in ("title", "version", "license")}
    paths = {path: {"get": bare(whole["paths"][path]["get"])} for path in USED}
    json.dump({"openapi": whole["openapi"], "info": info, "paths": paths}, sys.stdout, indent=1)
    sys.stdout.write("\n")
