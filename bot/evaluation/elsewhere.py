"""``orientation evaluate --import-answers FILE``: what was answered elsewhere, in the same tables as what we answer."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.catalogue import load_valid
from bot.catalogue.doors import PREFIX, read_doors
from bot.evaluation import tables
from bot.evaluation.answer_lines import Answers, BadAnswers, Known, read_answers, set_of
from bot.evaluation.lines import BadSet
from bot.evaluation.metrics import proportion
from bot.evaluation.needs import Case
from bot.evaluation.ranking import Outcome
from bot.evaluation.requests import TURNS, need_cases, turn_cases
from bot.evaluation.turns import SENTENCES, ReadingMissing, Turn, trained_readers
from bot.orientation.ranker import ModelMissing, Ranker
from bot.reading import acts
from bot.settings import Settings, get_settings
from bot.texts import texts

Read = tuple[str, frozenset[str] | None]
"""An act, and the services that the message speaks of (None: not answered)."""


def known_of(settings: Settings, requests: Sequence[str]) -> Known:
    """What answers may name."""
    catalogue = load_valid(settings.data_dir / "catalogue")
    doors = read_doors(settings.data_dir / "doors")
    services = {*catalogue.solutions, *catalogue.investigations, *(f"{PREFIX}{key}" for key in doors)}
    return Known(frozenset(requests), frozenset(catalogue.solutions), frozenset(doors), services, acts.names())


def needs_report(cases: Mapping[str, Case], answers: Answers, ranker: Ranker) -> list[str]:
    """The table of decisions, set by set, ours and theirs."""
    rows, pairs, outside = {}, [], 0
    for name in dict.fromkeys(map(set_of, answers.needs)):
        keys = [key for key in answers.needs if set_of(key) == name]
        ours = [Outcome(cases[key], ranker.match(cases[key].need)) for key in keys]
        theirs = [Outcome(cases[key], answers.needs[key]) for key in keys]
        rows[_say("nous", jeu=name)] = tables.decisions(ours)["tous"]
        rows[_say("eux", jeu=name)] = tables.decisions(theirs)["tous"]
        pairs.append(_paired(name, ours, theirs))
        outside += sum(bool(_ids(other) - _ids(own)) for own, other in zip(ours, theirs))
    return [*tables.decision_lines(rows), "", *pairs, _say("hors_candidats", nombre=outside)]


def _ids(item: Outcome) -> set[str]:
    return {key for key, _ in item.match.solutions}


def _paired(name: str, ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> str:
    both = [(own.rank == 0, other.rank == 0) for own, other in zip(ours, theirs) if own.case.gold]
    won = sum(other and not own for own, other in both)
    lost = sum(own and not other for own, other in both)
    return _say("paires", jeu=name, gagnees=won, perdues=lost)


def turns_report(turns: Mapping[str, Turn], theirs: Mapping[str, Read], ours: Mapping[str, Read]) -> list[str]:
    """Acts rightly read, by act, ours and theirs; then the services meant."""
    lines = [f"{'':18s}{'n':>5s}{_say('colonnes.nous'):>10s}{_say('colonnes.eux'):>10s}"]
    for act in acts.names():
        keys = [key for key in theirs if turns[key].act == act]
        if keys:
            cells = "".join(f"{sum(read[key][0] == act for key in keys) / len(keys):10.3f}" for read in (ours, theirs))
            lines.append(f"{act:18s}{len(keys):5d}{cells}")
    for who, read in (("nous", ours), ("eux", theirs)):
        right = sum(read[key][0] == turns[key].act for key in theirs)
        lines.append(_say("actes", qui=_say(f"colonnes.{who}"), part=proportion(right, len(theirs))))
    # Of the turns that speak of a service, those where that was answered.
    told = [key for key, (_, refers) in theirs.items() if turns[key].refers and refers is not None]
    if told:
        for who, read in (("nous", ours), ("eux", theirs)):
            right = sum(read[key][1] == turns[key].refers for key in told)
            lines.append(_say("services", qui=_say(f"colonnes.{who}"), part=proportion(right, len(told))))
    return lines


def our_reading(turns: Mapping[str, Turn], settings: Settings) -> dict[str, Read]:
    """What we read of these turns, as the desk does.

    Raises:
        ReadingMissing: nothing was trained.
    """
    readers, services = trained_readers(settings, [turn.text for turn in turns.values()])
    reader = readers[SENTENCES]
    return {
        key: (reader(turn.state, turn.text)[0], frozenset(services(turn.state, turn.text)))
        for key, turn in turns.items()
    }


def report(path: Path, settings: Settings) -> list[str]:
    """Everything that is printed.

    Raises:
        BadAnswers: the file has faults: nothing is measured.
        BadSet, ModelMissing, ReadingMissing: nor can it be.
    """
    cases, turns = need_cases(settings), turn_cases(settings)
    answers = read_answers(path, known_of(settings, [*cases, *turns]))
    absent = [name for name in dict.fromkeys(map(set_of, [*cases, *turns])) if name not in answers.sets]
    lines = [_say("jeux", oui=", ".join(answers.sets), non=", ".join(absent) or _say("aucun")), ""]
    if answers.needs:
        lines += needs_report(cases, answers, Ranker.load(settings.models_dir / "orientation"))
    if answers.turns:
        asked = {key: turns[key] for key in answers.turns}
        lines += ["", _say("tours", jeu=TURNS), *turns_report(turns, answers.turns, our_reading(asked, settings))]
    return lines


def import_command(path: Path) -> int:
    """The verb; status 2 when the answers have faults, or there is nothing to measure with."""
    from bot.console.saying import fail, line

    try:
        lines = report(path, get_settings())
    except ModelMissing:
        return fail(line("sans_classement"))
    except (BadAnswers, BadSet, ReadingMissing) as error:
        return fail(str(error))
    sys.stdout.writelines(f"{one}\n" for one in lines)
    return 0


def _say(key: str, **values: object) -> str:
    return texts(__file__).say(f"compare.{key}", **values)
