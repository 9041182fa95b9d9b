"""Writes ``startups.json`` beside it: some ten products in the shape of the API, their texts in our own words.

Run it after a change: ``.venv/bin/python tests/catalogue/sync/make_excerpt.py``.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

FILE = Path(__file__).with_name("startups.json")


def product(key: str, name: str, incubator: str, *phases: tuple[str, str], **said: Any) -> dict[str, Any]:
    page = f"## {name}\n\nQuelques lignes écrites pour cet essai, sans rien de la page d’origine."
    attributes = {
        "name": name, "pitch": f"Pour essayer la lecture de « {name} ».", "stats_url": "",
        "contact": f"contact@{key}.example", "content_url_encoded_markdown": quote(page), "events": [],
        "phases": [{"name": phase, "start": start, "end": ""} for phase, start in phases],
        "sponsors": ["essai"], "thematiques": ["Essai"], "technos": [], **said,
    }  # fmt: skip
    link = {"type": "incubator", "id": incubator}
    relations = {"incubator": {"data": link}, "incubators": {"data": [link]}}
    return {"id": key, "type": "startup", "attributes": attributes, "relationships": relations}


SAME = (("investigation", "2020-01-01"), ("construction", "2021-02-01"))

PRODUCTS = [
    product("pareil", "Pareil", "mtes", *SAME, link="http://pareil.example/?utm_source=beta", stats_url="/stats"),
    product("acheve", "Achevé", "mtes", *SAME, ("abandon", "2026-03-01"), link="https://acheve.example"),
    product("avance", "Avancé", "anct", *SAME, ("acceleration", "2026-04-02"), link="https://avance.example"),
    product("demenage", "Déménagé", "mtes", *SAME, link="https:&#x2F;&#x2F;demenage.example&#x2F;neuf"),
    product("boite", "Boîte", "mtes", *SAME, link="https://boite.example", contact="equipe@boite.example"),
    product("nominatif", "Nominatif", "mtes", *SAME, link="https://nominatif.example", contact="jeanne.doe@x.example"),
    product("sans-site", "Sans site", "mtes", *SAME),
    product("futur", "Futur", "mtes", *SAME, ("abandon", "2027-01-01"), link="https://futur.example"),
    product("rouverte", "Rouverte", "anct", ("abandon", "2020-05-01"), ("construction", "2026-05-01")),
    product("neuf-anct", "Neuf de l’incubateur", "anct", ("construction", "2026-06-01"), link="https://neuf.example"),
    product("neuf-ailleurs", "Neuf d’ailleurs", "dinum", ("construction", "2026-06-01")),
    product("etude-anct", "Étude finie", "anct", ("abandon-investigation", "2026-02-03"), contact="jo.doe@x.example"),
    product("fini-ailleurs", "Fini ailleurs", "dinum", ("abandon", "2026-02-03")),
]  # fmt: skip

if __name__ == "__main__":
    whole = {"links": {"self": "https://source.example/startups"}, "data": PRODUCTS, "included": []}
    FILE.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
