"""A folder of product pages: the facts of each page's header; its text is never read further."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.catalogue.sync import reading
from bot.catalogue.sync.facts import Product, Source, SourceError
from bot.catalogue.sync.reading import BadField, say

MOST_BYTES = 1_000_000
"""A page is a few thousand bytes; beyond, it is something else."""


def read_pages(folder: Path, label: str) -> Source:
    """The products of a folder, one ``<id>.md`` each; a page that can't be read is set aside with its reason.

    Raises:
        SourceError: when there is no folder or no page.
    """
    if not folder.is_dir():
        raise SourceError(say("source.dossier", source=label))
    source = Source(label)
    for path in sorted(folder.glob("*.md")):
        try:
            source.add(_product(reading.id_of(path.stem), _header(path)))
        except BadField as error:
            source.set_aside(path.stem, str(error))
    if not source.products:
        raise SourceError(say("source.vide", source=label))
    return source


def _header(path: Path) -> Mapping[str, Any]:
    """The YAML between the first two lines of dashes."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadField(say("faute.page_longue"))
        parts = path.read_text(encoding="utf-8-sig").split("\n---", 1)
        loaded = yaml.load(parts[0].removeprefix("---"), Loader=yaml.CSafeLoader)  # noqa: S506  (a safe loader)
    except (OSError, UnicodeDecodeError):
        raise BadField(say("faute.page_illisible")) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadField(say("faute.entete", ligne=mark.line + 1 if mark else 1)) from None
    if len(parts) == 1 or not isinstance(loaded, dict):
        raise BadField(say("faute.sans_entete"))
    return loaded


def _product(key: str, raw: Mapping[str, Any]) -> Product:
    main = reading.required(reading.text_of(raw, "incubator"), "incubator")
    return Product(
        key, reading.required(reading.text_of(raw, "title"), "title"), reading.phases_of(raw),
        tuple(dict.fromkeys([main, *(reading.words_of(raw, "incubators") or ())])),
        reading.words_of(raw, "usertypes") or (),
        reading.address_of(raw, "link"), reading.address_of(raw, "stats_url"), reading.address_of(raw, "repository"),
        reading.mailbox_of(raw, "contact"), reading.words_of(raw, "thematiques"), reading.words_of(raw, "sponsors"),
    )  # fmt: skip
