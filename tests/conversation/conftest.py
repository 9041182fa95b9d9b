"""A desk on the real catalogue, with a ranking that tests decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.catalogue import load_valid
from bot.catalogue.loading import load
from bot.catalogue.schema import Solution
from bot.conversation import Desk, State
from bot.database import engine_for, sessions, upgrade
from bot.orientation import Choice, Clarification, Match, Need
from bot.settings import get_settings

NOTHING = Match("none", 0, ())


def answer(*keys: str, score: float = 0.9) -> Match:
    """A sure list of these solutions."""
    return Match("answer", min(3, len(keys)), tuple((key, score - 0.01 * rank) for rank, key in enumerate(keys)))


def ask(first: str, second: str, *rest: str) -> Match:
    """A question between two."""
    ranked = tuple((key, 0.4 - 0.01 * rank) for rank, key in enumerate((first, second, *rest)))
    choices = (Choice("Le premier but", ranked), Choice("Le second but", (ranked[1], ranked[0], *ranked[2:])),
               Choice("Autre chose", ranked[2:]))  # fmt: skip
    return Match("ask", 0, ranked, Clarification("Que cherchez-vous ?", choices))


@dataclass
class Ranking:
    """The public face of the ranker: what a test has put under a word of the need, nothing otherwise."""

    solutions: Mapping[str, Solution]
    answers: dict[str, Match] = field(default_factory=dict)
    bar: float = 0.3
    seen: list[Need] = field(default_factory=list)

    def match(self, need: Need) -> Match:
        """The answer of the last word said that has one, less what is excluded."""
        self.seen.append(need)
        places = {need.text.rfind(word): match for word, match in self.answers.items() if word in need.text}
        if not places:
            return NOTHING
        found = places[max(places)]
        kept = tuple(item for item in found.solutions if item[0] not in need.excluded)
        if not kept:
            return NOTHING
        return Match(found.decision, min(found.shown, len(kept)), kept, found.question)

    def experiences(self, need: str) -> list[str]:
        """A study for one word."""
        return ["anct-pni-vigie-fonciere"] if "foncier" in need else []

    def reason(self, need: str, solution: str) -> str:
        """A recognisable reason."""
        return f"Raison de {solution}."


@pytest.fixture(scope="session")
def solutions() -> Mapping[str, Solution]:
    """The real ones."""
    return load_valid(get_settings().data_dir / "catalogue").solutions


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that holds the real catalogue."""
    path: Path = tmp_path_factory.mktemp("desk") / "a.db"
    url = f"sqlite:///{path}"
    upgrade(url)
    with sessions(url).begin() as session:
        load(session, load_valid(get_settings().data_dir / "catalogue"))
    engine_for(url).dispose()
    return url


@pytest.fixture
def ranking(solutions: Mapping[str, Solution]) -> Ranking:
    """Knows vacant housing, canteens, addresses and a question on cyber."""
    return Ranking(solutions, {
        "logements": answer("zero-logement-vacant", "urbanvitaliz"),
        "cantine": answer("ma-cantine-egalim"),
        "adresses": answer("bases.adresses.locales", "ban"),
        "pirate": ask("mes-services-cyber", "homologation", "recocyber"),
        "chemins": answer("voies-locales-en-commun"),
    })  # fmt: skip


@pytest.fixture
def desk(ranking: Ranking, address: str) -> Desk:
    """The desk under test."""
    return Desk(ranking, sessions(address), get_settings())  # type: ignore[arg-type]


@pytest.fixture
def listed(desk: Desk) -> State:
    """The state after a first list of two."""
    return desk.orienting.orient(State(), "trop de logements vides").state
