"""What the page shows: never a small group, never a made-up value, never a certainty as a success."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.database import engine_for, sessions, upgrade
from bot.folders import ROOT
from bot.gateway.models import ConversationRow
from bot.impact.accounting import KINDS, OUTCOMES, accounted
from bot.impact.declared import Declared, KeyResult, Okr, read_declared, read_okr
from bot.impact.export import export
from bot.impact.figures import OTHERS, Counts, Figures, Month, Service, figures, months_before, together
from bot.impact.indicators import aarri, key_results, measures, seven
from bot.impact.page import render
from bot.impact.record import NEED, Event, Record
from bot.impact.summary import summary
from bot.impact.writing import Kept, relay_answered, write, write_places
from bot.settings import Settings, get_settings

DAY = dt.datetime(2026, 10, 5, 9)
VIEWS = ("impact_needs", "impact_visits", "impact_lists", "impact_solutions", "impact_months", "impact_questions")


@pytest.fixture(params=["sqlite", "postgresql"])
def factory(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Sessions on an empty database of each kind."""
    url = (
        f"sqlite:///{tmp_path / 'a.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_address")
    )
    upgrade(url)
    with engine_for(url).begin() as connection:
        for table in ("impact_event", "impact_link", "impact_place", "gateway_conversation"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE impact_since SET month = '2026-01'")
    yield sessions(url)
    engine_for(url).dispose()


def talk(session: Any, number: int, *events: Event, day: dt.datetime = DAY, **known: Any) -> None:
    """A conversation with these events."""
    key = f"k{number}"
    if session.get(ConversationRow, key) is None:
        session.add(ConversationRow(key=key, generation=1, turn=0, started_at=day, seen_at=day))
        session.flush()
    write(session, Kept(key, 1, Record(events, known.pop("channel", "widget"), **known)), day)


def listed(list_id: str, *keys: str) -> list[Event]:
    return [Event(NEED), *(Event("list_shown", list_id, key, rank) for rank, key in enumerate(keys, 1))]


def fill(session: Any) -> None:
    """Nine conversations: seven on a page, two in Tchap."""
    for number in range(7):
        talk(session, number, *listed(f"l{number}", "a", "b"), audience="commune", size="0-499")
    for number in range(5):
        talk(session, number, Event("feedback", f"l{number}", answer="oui"))
    talk(session, 5, Event("feedback", "l5", answer="non"), Event("feedback", "l5", answer="non", reason="taille"))
    talk(session, 0, Event("card_opened", solution="b"), day=DAY + dt.timedelta(days=1))
    talk(session, 7, Event(NEED), Event("no_result"), channel="tchap")
    talk(session, 8, Event("contact_shown"), channel="tchap")
    talk(session, 0, Event("file_silent", solution="b", reason="cost"))
    relay_answered(session, DAY)
    write_places(session, [Record((), "widget", place=("commune", f"{code:05d}")) for code in range(6)] * 2, DAY)


def test_the_views_count_what_happened(factory: Any) -> None:
    with factory.begin() as session:
        fill(session)
    with factory() as session:
        found = figures(session, "2026-11")
        lists = session.execute(sa.text("SELECT * FROM impact_lists ORDER BY list_id")).all()
        solutions = {row.solution: row for row in session.execute(sa.text("SELECT * FROM impact_solutions"))}
    month = found.months["2026-10"]
    assert (month.conversations, month.needs, month.listed, month.unanswered) == (9, 8, 7, 1)
    assert (month.useful, month.refused, month.active, month.returned, month.answered) == (5, 1, 2, 1, 1)
    assert (month.with_need, month.with_list, month.helped) == (8, 7, 5)
    assert (month.places, month.places_year) == (6, 6)
    assert [(row.solutions, row.useful, row.refused, row.reason) for row in lists][4:6] == [
        (2, 1, 0, None), (2, 0, 1, "taille"),
    ]  # fmt: skip
    assert (solutions["b"].shown, solutions["b"].shown_first, solutions["b"].opened) == (7, 0, 1)


def test_the_only_small_channel_is_not_shown(factory: Any) -> None:
    with factory.begin() as session:
        fill(session)
    with factory() as session:
        found = figures(session, "2026-11")
    assert {name: counts.conversations for name, counts in found.groups["channel"]["2026-10"].items()} == {OTHERS: 8}
    assert found.reasons == {}


def test_a_month_of_few_is_not_shown(factory: Any) -> None:
    with factory.begin() as session:
        for number in range(4):
            talk(session, number, *listed(f"l{number}", "a"))
    with factory() as session:
        assert figures(session, "2026-10").months == {}


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_writes_through_a_view(factory: Any, view: str) -> None:
    with factory.begin() as session:
        fill(session)
    for statement in (f"DELETE FROM {view}", f"UPDATE {view} SET month = '2020-01'"):
        with pytest.raises(sa.exc.SQLAlchemyError), factory.begin() as session:
            session.execute(sa.text(statement))


def sizes(**groups: int) -> dict[str, Counts]:
    return {name: Counts(conversations=value, needs=value) for name, value in groups.items()}


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
        ({"a": 9, "b": 4, "c": 3}, {"a": 9, OTHERS: 7}),
        ({"a": 9, "b": 6, "c": 1}, {"a": 9, OTHERS: 7}),
        ({"a": 9, "b": 1}, {OTHERS: 10}),
        ({"a": 2, "b": 2}, {}),
        ({"a": 4}, {}),
        ({}, {}),
    ],
)
def test_small_groups_are_put_together_so_that_none_can_be_found(groups: dict[str, int], shown: dict[str, int]) -> None:
    assert {name: counts.conversations for name, counts in together(sizes(**groups)).items()} == shown


def test_months() -> None:
    assert [months_before("2026-02", count) for count in (0, 1, 2, 14)] == ["2026-02", "2026-01", "2025-12", "2024-12"]


MONTH = Month(conversations=200, needs=250, listed=220, unanswered=25, useful=30, refused=10, active=90, returned=12,
              places=40, places_year=90, with_need=190, with_list=180, helped=28, told=12, silent=3,
              outcomes={"list": 220, "question": 2, "nothing": 15, "door": 10, "other": 3})  # fmt: skip


def declared(**values: float) -> Declared:
    known = {name: {"valeur": value, "date": "2026-09", "source": "enquête"} for name, value in values.items()}
    return Declared.parse_obj(known)


def test_what_nobody_knows_is_said_so() -> None:
    found = {item.key: item for item in seven({"2026-10": MONTH}, "2026-10", Declared())}
    assert [key for key, item in found.items() if not item.known] == ["facilite_usage", "penetration", "impact", "cout"]
    assert {item.value for item in found.values() if not item.known} == {"non mesuré"}
    assert len(found) == 7 and all(item.definition for item in found.values())
    assert found["satisfaction"].value == "75\u00a0%"
    assert "non mesurée" in found["utilisateurs"].detail


def test_what_is_declared_stands_with_its_source() -> None:
    said = declared(facilite_usage=5.8, collectivites_visees=1000, impact=12, budget_annuel=150_000)
    months = {"2025-10": Month(conversations=100), "2026-10": MONTH}
    found = {item.key: item for item in seven(months, "2026-10", said)}
    assert found["facilite_usage"].value == "5,8 sur 7" and "septembre 2026" in found["facilite_usage"].detail
    assert found["penetration"].value == "9,0\u00a0%"
    assert found["cout"].value.startswith("750,00")
    assert found["utilisateurs"].detail.startswith("100 % de plus")


def test_five_stages() -> None:
    stages = aarri(MONTH, declared(recommandation=64))
    assert [item.value for item in stages] == ["200", "45\u00a0%", "6\u00a0%", "64 %", "non mesuré"]


@pytest.mark.parametrize(
    ("value", "start", "target", "wanted"),
    [(35, 0, 70, 50), (90, 0, 70, 100), (-5, 0, 70, 0), (20, 30, 10, 50), (None, 0, 1, None), (1, 2, 2, None)],
)
def test_progress(value: float, start: float, target: float, wanted: int) -> None:
    assert KeyResult(titre="x", depart=start, cible=target).progress(value) == wanted


def test_rates_of_few_are_no_measure() -> None:
    found = measures(Month(conversations=6, needs=6, useful=3, refused=1))
    assert found["satisfaction"] is None and found["besoins_utiles"] is None


def test_the_files_of_the_team_are_right() -> None:
    folder = ROOT / "data" / "impact"
    assert read_declared(folder)[1] and read_okr(folder)[1]
    assert len(key_results(MONTH, read_okr(folder)[0])) == 3


@pytest.mark.parametrize("content", ["- a", "a: [", "inconnu: 3", "impact: {valeur: beaucoup}", "impact: {date: hier}"])
def test_a_broken_file_takes_nothing_else_away(tmp_path: Path, content: str) -> None:
    (tmp_path / "declare.yml").write_text(content, encoding="utf-8")
    (tmp_path / "okr.yml").write_text("objectifs: 3", encoding="utf-8")
    assert read_declared(tmp_path) == (Declared(), False)
    assert read_okr(tmp_path) == (Okr(), False)


def shown(**groups: dict[str, dict[str, Counts]]) -> Figures:
    known = {name: groups.get(name, {"2026-10": sizes(x=9)}) for name in ("channel", "theme", "audience", "size")}
    programs = {"2026-10": Counts(conversations=30, needs=40, listed=20, unanswered=8)}
    services = {"2026-10": [Service("a", "Service <a>", 40, 7), Service("b", "Service b", 9, 2)]}
    since = {**dict.fromkeys(KINDS.values(), "2026-01"), "near_shown": "2026-11"}
    return Figures({"2026-10": MONTH}, known, {"2026-10": {"taille": 7}}, programs, services, {}, since)


def test_the_page_is_accessible_and_needs_no_script() -> None:
    html = render(shown(), get_settings(), "", "2026-11")
    assert html.startswith("<!doctype html>") and '<html lang="fr">' in html
    assert "<script" not in html and not re.search(r"\son\w+=|\sstyle=|<style", html)
    headings = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(headings, headings[1:]))
    tables = html.count("<table>")
    assert tables == html.count("<caption") >= 9
    assert html.count('scope="col"') > tables and html.count('scope="row"') > tables
    assert html.count("<svg") == html.count('aria-hidden="true"') + html.count('role="img"')
    assert 'for="mois"' in html and 'href="#contenu"' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)


def test_names_that_come_from_outside_are_escaped() -> None:
    html = render(shown(theme={"2026-10": sizes(**{"<b>": 9})}), get_settings(), "2026-10", "2026-10")
    assert "<b>" not in html and "&lt;b&gt;" in html and "mois en cours" in html


def test_the_page_without_figures(tmp_path: Path) -> None:
    make: Any = Settings
    html = render(Figures(), make(_env_file=None, data_dir=tmp_path), "", "2026-10")
    assert "pas encore assez" in html and "illisible" in html


def test_no_certainty_is_kept_nor_shown() -> None:
    html = render(shown(), get_settings(), "", "2026-11")
    assert "score" not in html and "confiance" not in html
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "impact").glob("*.py"))
    assert "score" not in source


def test_the_export_leaves_few_out() -> None:
    lines = export(shown()).split("\r\n")
    assert lines[0].startswith("mois;dimension;groupe;conversations")
    assert lines[1] == "2026-10;ensemble;;200;250;220;25;0,0;40;75,0;220;;;15;10;0;0;0;;5"
    assert lines[2] == "2026-10;canal;x;9;9;0;0;0,0;0;;;;;;;;;;;"
    assert lines[-2] == "2026-10;programmes;;30;40;20;8;0,0;0;;;;;;;;;;;"
    month = Month(conversations=9, needs=9, listed=3, outcomes={"list": 3, "nothing": 6})
    few = Figures({"2026-10": month}, {name: {} for name in shown().groups}, {})
    assert export(few).split("\r\n")[1] == "2026-10;ensemble;;9;9;;0;0,0;0;;;0;0;;0;0;0;0;0;9"


@pytest.mark.parametrize(
    ("outcomes", "shown_alone", "rest"),
    [
        ({"list": 9, "door": 6}, {"list": 9, "door": 6}, 0),
        ({"list": 9, "near": 2, "emergency": 3}, {"list": 9}, 5),
        ({"list": 9, "nothing": 7, "near": 2}, {"list": 9}, 9),  # alone, 2 would be found by subtraction
        ({"list": 9, "near": 2}, {}, 11),
        ({"list": 3}, {}, 3),
        ({}, {}, 0),
    ],
)
def test_every_need_is_accounted_for(outcomes: dict[str, int], shown_alone: dict[str, int], rest: int) -> None:
    found = accounted(outcomes, "2026-10", {})
    assert {name: count for name, count in found.shown.items() if count} == shown_alone
    assert found.rest == rest and sum(found.shown.values()) + rest == sum(outcomes.values())
    assert set(found.shown) | set(found.few) | set(found.joined) == set(OUTCOMES)


def test_what_was_not_counted_yet_is_with_the_others() -> None:
    found = accounted(
        {"list": 20, "emergency": 6, "other": 7}, "2026-10", {"emergency": "2026-11", "near_shown": "2026-11"}
    )
    assert found.unmeasured == ("near", "emergency")
    assert found.shown["other"] == 13 and "emergency" not in found.shown


def test_programs_are_apart_and_probes_nowhere(factory: Any) -> None:
    with factory.begin() as session:
        fill(session)
        for number in range(20, 26):
            talk(session, number, *listed(f"l{number}", "a"), channel="api")
    with factory() as session:
        found = figures(session, "2026-11")
    assert (found.months["2026-10"].conversations, found.months["2026-10"].needs) == (9, 8)
    assert (found.programs["2026-10"].conversations, found.programs["2026-10"].needs) == (6, 6)
    assert [(item.id, item.proposed) for item in found.proposed["2026-10"]] == [("a", 7), ("b", 7)]


def test_a_month_of_programs_alone_tells_nothing_of_people(factory: Any) -> None:
    with factory.begin() as session:
        for number in range(6):
            talk(session, number, *listed(f"l{number}", "a"), channel="api" if number else "widget")
        for number in range(6, 10):
            talk(session, number, *listed(f"l{number}", "a"), channel="autre")
    with factory() as session:
        found = figures(session, "2026-10")
    month = found.months["2026-10"]
    assert month.few and (month.needs, month.outcomes) == (0, {}) and found.programs["2026-10"].conversations == 9
    assert "2026-10" not in found.proposed
    html = render(found, get_settings(), "", "2026-11")
    assert (
        "Moins de 5 conversations avec des personnes" in html
        and "conversations de programmes : 9 ; besoins : 9." in html
    )
    assert "suites-titre" not in html


NEEDS = {
    "list": [Event("list_shown", "z", "a", 1)],
    "question": [Event("question_asked")],
    "near": [Event("no_result"), Event("near_shown", solution="a", rank=1)],
    "nothing": [Event("no_result")],
    "door": [Event("no_result", solution="paie-des-agents")],
    "emergency": [Event("emergency", reason="incendie"), Event("list_shown", "z", "a", 1)],
    "file_answered": [Event("file_answered", solution="a", reason="cost")],
    "file_silent": [Event("file_silent", solution="a", reason="cost")],
    "other": [],
}  # fmt: skip


def test_each_outcome_is_read_from_its_events(factory: Any) -> None:
    assert set(NEEDS) == set(OUTCOMES)
    with factory.begin() as session:
        for number, events in enumerate(NEEDS.values()):
            talk(session, number, Event(NEED), *events)
    with factory() as session:
        month = figures(session, "2026-10").months["2026-10"]
    assert month.outcomes == dict.fromkeys(OUTCOMES, 1) and month.needs == len(OUTCOMES)
    assert (month.told, month.silent) == (1, 1)


def test_a_question_then_a_list_is_a_list(factory: Any) -> None:
    with factory.begin() as session:
        for number in range(5):
            talk(session, number, Event(NEED), Event("question_asked"))
            talk(session, number, Event("list_shown", f"l{number}", "a", 1))
    with factory() as session:
        assert figures(session, "2026-10").months["2026-10"].outcomes == {"list": 5}


def test_days_are_those_of_paris(factory: Any) -> None:
    with factory.begin() as session:
        talk(session, 0, Event(NEED), day=dt.datetime(2026, 10, 31, 22, 59))
        talk(session, 1, Event(NEED), day=dt.datetime(2026, 10, 31, 23, 1))  # winter time: UTC + 1
        talk(session, 2, Event(NEED), day=dt.datetime(2026, 7, 31, 22, 1))  # summer time: UTC + 2
        relay_answered(session, dt.datetime(2026, 12, 31, 23, 30))
        write_places(session, [Record((), "widget", place=("commune", "1"))], dt.datetime(2026, 10, 31, 23, 1))
        write_places(session, [Record((), "api", place=("commune", "2"))], DAY)
        session.flush()
        rows = session.execute(sa.text("SELECT month, day FROM impact_event ORDER BY id")).all()
        places = session.execute(sa.text("SELECT month, code FROM impact_place")).all()
    assert [(row.month, str(row.day)) for row in rows] == [
        ("2026-10", "2026-10-31"), ("2026-11", "2026-11-01"), ("2026-08", "2026-08-01"), ("2027-01", "2027-01-01"),
    ]  # fmt: skip
    assert [tuple(place) for place in places] == [("2026-11", "1")]


def test_the_page_says_what_is_few_and_what_is_not_measured() -> None:
    html = render(shown(), get_settings(), "", "2026-11")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)))
    assert "Un service voisin Rien ne convient" in text and "non mesuré – pas encore : novembre 2026" in text
    assert "n’a pas donné suite. moins de 5" in text
    assert "Service &lt;a&gt;" in html and "Service b 9 moins de 5" in text
    assert "conversations de programmes : 30 ; besoins : 40." in text
    assert "Questions posées : 15. La fiche du service y répond : 12. Elle n’en parle pas : moins de 5." in text
    assert "utilisateur" not in text.replace("« utilisateurs actifs »", "")


def sentences(month: Month, before: Month | None = None, *, under_way: bool = False) -> str:
    months = {"2026-10": month, **({"2026-09": before} if before else {})}
    return " ".join(summary(months, "2026-10", "octobre 2026", under_way=under_way))


def test_the_month_in_short() -> None:
    before = Month(conversations=150, needs=200, listed=150)
    text = sentences(MONTH, before)
    assert "200 conversations avec des personnes. C’est 50 de plus" in text
    assert "Sur 100, 88 ont reçu une liste de services et 10 n’ont trouvé aucun" in text and "gagne 13 points" in text
    assert "40 avis donnés. Sur 100, 75 disent" in text and "Personne n’a demandé" in text
    assert "mois d’avant" not in sentences(MONTH, before, under_way=True)
    assert "mois d’avant" not in sentences(MONTH, Month(conversations=3))


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (Month(), "Aucune conversation avec une personne"),
        (Month(conversations=4), "Moins de 5 conversations avec des personnes"),
        (Month(conversations=9, needs=3), "Moins de 5 besoins exprimés"),
        (Month(conversations=9, needs=9, useful=2), "Moins de 5 avis donnés"),
        (Month(conversations=9, needs=9), "Personne n’a donné d’avis"),
        (Month(conversations=9, relayed=2), "Moins de 5 conversations ont demandé"),
        (
            Month(conversations=9, relayed=8, answered=2),
            "8 conversations ont demandé une réponse de l’équipe ; moins de 5",
        ),
        (Month(conversations=9, relayed=8), "; 0 réponses"),
    ],
)
def test_the_month_in_short_says_what_is_too_few(month: Month, said: str) -> None:
    assert said in sentences(month)


def test_few_is_not_unmeasured() -> None:
    few = Month(conversations=9, needs=9, useful=2, places_year=3)
    found = {item.key: item for item in seven({"2026-10": few}, "2026-10", declared(collectivites_visees=1000))}
    assert found["satisfaction"].value == "moins de 5 avis" and found["penetration"].value == "moins de 5"
    assert found["impact"].value == "non mesuré"
    none = {item.key: item for item in seven({"2026-10": Month(conversations=9)}, "2026-10", Declared())}
    assert none["satisfaction"].value == "aucun avis"
    values = {
        item.title: item.value for _, items in key_results(few, read_okr(ROOT / "data" / "impact")[0]) for item in items
    }
    assert values["Part des avis « Ça m’aide »"] == "moins de 5"
    assert values["Collectivités qui utilisent un service un mois après"] == "non mesuré"
