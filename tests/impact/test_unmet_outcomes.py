"""What became of the needs of one conversation, read from its transcript."""

import datetime as dt
from typing import Any

from unmet_entries import no_more, nothing_fits

from bot.impact.unmet.outcomes import Line, Need, outcomes

AT = dt.datetime(2026, 10, 5, 9, 0)
OTHERS = {"Voir d’autres services": "/autres_resultats"}


class Talk:
    """Writes a transcript as the gateway does."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def _add(self, author: str, entry: dict[str, Any]) -> "Talk":
        self.lines.append(Line(len(self.lines) + 1, author, entry, AT))
        return self

    def person(self, text: str) -> "Talk":
        return self._add("person", {"text": text})

    def listed(self, need: str, *ids: str, list_id: str = "l1") -> "Talk":
        solutions = [{"id": key, "name": key} for key in ids]
        custom = {"type": "solutions", "list_id": list_id, "need": need, "solutions": solutions}
        return self._add("bot", {"custom": custom})

    def nothing(self, need: str) -> "Talk":
        return self._add("bot", nothing_fits(need))

    def unmet(self, opinions: dict[str, str] | None = None) -> list[Need]:
        return outcomes(self.lines, OTHERS, opinions or {})


def kinds(needs: list[Need]) -> list[tuple[str, str | None]]:
    return [(need.text, need.kind) for need in needs]


def test_what_got_nothing() -> None:
    needs = Talk().person("des chiens errants").nothing("des chiens errants").unmet()
    assert kinds(needs) == [("des chiens errants", "aucun")]
    assert (needs[0].id, needs[0].at) == (2, AT)


def test_a_list_that_nobody_minds_is_no_unmet_need() -> None:
    assert Talk().person("la cantine").listed("la cantine", "a", "b").unmet() == []


def test_a_refused_list() -> None:
    clicked = Talk().person("la cantine").listed("la cantine", "a").person("Voir d’autres services")
    assert kinds(clicked.unmet()) == [("la cantine", "refus")]
    typed = Talk().person("la cantine").listed("la cantine", "a", "b").person("bof").listed("la cantine", "c")
    assert kinds(typed.unmet()) == [("la cantine", "refus")]
    last = (
        Talk().person("la cantine").listed("la cantine", "a").person("autre chose")._add("bot", no_more("la cantine"))
    )
    assert kinds(last.unmet()) == [("la cantine", "refus")]


def test_a_list_shown_again_with_less_is_no_refusal() -> None:
    assert Talk().listed("la cantine", "a", "b").person("gratuit").listed("la cantine", "b").unmet() == []


def test_bad_opinions_with_their_reason() -> None:
    talk = Talk().person("la cantine").listed("la cantine", "a")
    assert kinds(talk.unmet({"l1": "taille"})) == [("la cantine", "taille")]
    assert kinds(talk.unmet({"l1": "avis"})) == [("la cantine", "avis")]
    assert talk.unmet({"l1": "oui"}) == []


def test_a_later_list_that_helps_ends_it() -> None:
    talk = Talk().listed("la cantine", "a").person("Voir d’autres services").listed("la cantine", "b", list_id="l2")
    assert kinds(talk.unmet()) == [("la cantine", "refus")]
    assert talk.unmet({"l1": "ne_repond_pas", "l2": "oui"}) == []


def test_a_need_that_is_completed_is_one_need() -> None:
    talk = Talk().person("la cantine").nothing("la cantine").person("trop de pain jeté")
    assert kinds(talk.nothing("la cantine. trop de pain jeté").unmet()) == [("la cantine. trop de pain jeté", "aucun")]
    found = Talk().person("la cantine").nothing("la cantine").person("du bio").listed("la cantine. du bio", "a")
    assert found.unmet() == []


def test_two_needs_are_two() -> None:
    talk = Talk().person("des chats").nothing("des chats").person("des chiens").nothing("des chiens")
    assert [need.text for need in talk.unmet()] == ["des chats", "des chiens"]


def test_the_need_of_an_answer_that_recalls_its_beginning() -> None:
    long = "nous avons un vieux moulin au bord de l’eau et " * 3 + "« personne » ne sait quoi en faire !"
    needs = Talk().person("Bonjour").person(long).person("Vierzon").nothing(long).unmet()
    assert needs[0].text == long
    first = "nous avons un vieux moulin au bord de l’eau"
    whole = f"{first}. {long}"
    assert Talk().person(first).person(long).nothing(whole).unmet()[0].text == whole


def test_an_answer_without_its_need_leaves_what_was_said_last() -> None:
    bare = {"custom": {"type": "none"}}
    assert kinds(Talk().person("la cantine")._add("bot", bare).unmet()) == [("la cantine", "aucun")]
    assert Talk()._add("bot", bare).unmet() == []


def test_broken_entries_do_no_harm() -> None:
    talk = Talk()
    for entry in ({}, {"custom": {}}, {"custom": {"type": "solutions"}}, {"custom": {"type": "none"}}, {"text": None}):
        talk._add("bot", entry)
    talk._add("person", {})
    talk._add("bot", {"custom": {"type": "solutions", "need": "x", "solutions": [None, {}]}})
    assert talk.unmet() == []
