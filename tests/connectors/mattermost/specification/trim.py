"""Trims Mattermost's OpenAPI description to the routes that the connector uses, without its prose.

python trim.py mattermost-openapi-v4.yaml > mattermost-v4-trimmed.yaml
"""

import sys
from pathlib import Path
from typing import Any

import yaml

USED = {
    "/api/v4/users/{user_id}": ["get"],
    "/api/v4/users/{user_id}/channels": ["get"],
    "/api/v4/channels/{channel_id}/posts": ["get"],
    "/api/v4/posts": ["post"],
    "/api/v4/posts/{post_id}": ["get"],
}
PROSE = {"description", "summary", "tags", "x-code-samples", "example", "externalDocs"}
HEAD = """\
# Mattermost API v4, trimmed: the routes that the connector uses and the schemas they need, without the prose.
# Made by trim.py from the official description. Licence: see LICENCE.md beside this file.
"""


def bare(value: Any, named: bool = False) -> Any:
    """A value without its prose; the keys of a mapping of names (properties, headers…) are kept."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: bare(item, named=key in ("properties", "headers", "responses", "schemas", "paths"))
        for key, item in value.items()
        if named or key not in PROSE
    }
    if "content" in kept and "responses" not in kept and not named and "required" not in kept:
        kept["description"] = ""  # OpenAPI wants one of every response
    return kept


def references(value: Any) -> set[str]:
    """Every ``$ref`` in a value."""
    if isinstance(value, list):
        return {name for item in value for name in references(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own | {name for item in value.values() for name in references(item)}


def trimmed(whole: dict[str, Any]) -> dict[str, Any]:
    """The description of the used routes, and of nothing else."""
    paths = {path: {verb: whole["paths"][path][verb] for verb in verbs} for path, verbs in USED.items()}
    components: dict[str, dict[str, Any]] = {"securitySchemes": whole["components"]["securitySchemes"]}
    waiting = references(paths)
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = whole["components"][kind][name]
            waiting |= references(components[kind][name])
    info = {"title": whole["info"]["title"], "version": whole["info"]["version"]}
    result: dict[str, Any] = bare({"openapi": whole["openapi"], "info": info, "security": whole.get("security", [])})
    result["paths"], result["components"] = (
        bare(paths, named=True),
        {kind: bare(items, named=True) for kind, items in sorted(components.items())},
    )
    for verbs in result["paths"].values():
        for operation in verbs.values():
            for response in operation["responses"].values():
                if "$ref" not in response:
                    response.setdefault("description", "")
    return result


if __name__ == "__main__":
    document = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(HEAD + yaml.safe_dump(trimmed(document), sort_keys=False, allow_unicode=True))
