"""The forum's topics: read from a server of its description, kept, shown while it answers, silent when it doesn't."""

import json
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from forum_server import PAGE, Forum, category, topic

from bot.connectors.discourse import ForumSettings, Index
from bot.connectors.discourse.client import Client


def titles(index: Index) -> list[str]:
    return sorted(item.title for item in index.topics)


def test_topics_are_read_and_what_presents_a_category_is_left_out(index: Index) -> None:
    assert not index.open
    assert index.refresh()
    assert index.open
    assert titles(index) == [
        "Inclusion numérique des aînés", "Recenser les logements vacants du bourg", "Sécurité informatique des mairies",
    ]  # fmt: skip
    found = next(item for item in index.topics if item.id == 21)
    assert (found.excerpt, found.category) == ("Une attaque & des sauvegardes", "Numérique")
    assert index.address(found).endswith("/t/sujet-21/21")


def test_every_page_of_every_category_is_read(index: Index, server: Forum) -> None:
    server.topics[2] = [topic(100 + number, f"Sujet numéro {number}") for number in range(2 * PAGE + 5)]
    nested = category(3, "Sous-catégorie")
    server.categories[0]["subcategory_list"] = [nested]
    server.topics[3] = [topic(31, "Dans la sous-catégorie")]
    index.refresh()
    assert len(index.topics) == 1 + 2 * PAGE + 5 + 1
    assert server.calls.count("/c/categorie-2/2.json") == 3


def test_what_people_cannot_read_is_left_out(index: Index, server: Forum) -> None:
    server.categories.append(category(4, "Équipe", read_restricted=True))
    server.categories.append(category(5, "Fermée depuis"))
    server.statuses["/c/categorie-5/5.json"] = 403
    server.topics[2] = [
        topic(41, "Caché", visible=False), topic(42, "Archivé", archived=True),
        topic(43, "Annonce", archetype="banner"), topic(44, " \u202e\n "),
        topic(45, "Visible\nsur deux\u200b lignes", slug="../x?y"),
    ]  # fmt: skip
    index.refresh()
    assert titles(index) == ["Recenser les logements vacants du bourg", "Visible sur deux lignes"]
    assert index.address(next(item for item in index.topics if item.id == 45)).endswith("/t/-/45")
    assert "/c/categorie-4/4.json" not in server.calls


def test_a_category_that_moved_is_followed_within_the_forum(index: Index, server: Forum) -> None:
    server.moved["/c/categorie-2/2.json"] = "/c/parent/2.json"
    assert index.refresh()
    assert len(index.topics) == 3
    server.moved["/c/parent/2.json"] = f"http://localhost:{server.port}/c/ailleurs/2.json"
    assert not index.refresh()


@pytest.mark.parametrize("status", [302, 401, 429, 500, 503])
def test_a_forum_that_fails_is_not_spoken_of(index: Index, server: Forum, status: int) -> None:
    assert index.refresh()
    server.statuses[""] = status
    assert not index.refresh()
    assert (index.open, index.topics) == (False, ())
    server.statuses.clear()
    assert index.refresh()
    assert len(index.topics) == 3


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"category_list": []}', b"[" * 5000, b"x" * 5_000_000])
def test_an_answer_of_another_form_is_a_failure(index: Index, server: Forum, body: bytes) -> None:
    server.bodies["/categories.json"] = body
    assert not index.refresh()
    assert not index.open


def test_items_of_another_form_are_passed_over(index: Index, server: Forum) -> None:
    server.bodies["/c/categorie-2/2.json"] = json.dumps(
        {
            "topic_list": {
                "topics": [None, {}, {"id": "1", "title": "a"}, {"id": 7, "title": 3}, {"id": 8, "title": "b"}]
            }
        }
    ).encode()
    assert index.refresh()
    assert titles(index) == ["Recenser les logements vacants du bourg", "b"]


def test_a_forum_that_is_away_is_not_spoken_of(index: Index, server: Forum) -> None:
    index.refresh()
    server.stop()
    assert not index.refresh()
    assert index.topics == ()


def test_what_was_read_is_found_again_at_the_next_start(index: Index, forum_settings: ForumSettings) -> None:
    index.refresh()
    assert len(Index(forum_settings).topics) == 3
    assert Index(forum_settings, clock=lambda: time.time() + 181).topics == ()
    assert Index(replace(forum_settings, url="https://autre.example")).topics == ()
    forum_settings.file.write_text('{"forum"', encoding="utf-8")
    assert Index(forum_settings).topics == ()


def test_what_was_read_too_long_ago_is_not_shown(forum_settings: ForumSettings) -> None:
    now = [1000.0]
    index = Index(forum_settings, Client(forum_settings.url, pause=0.0), clock=lambda: now[0])
    index.refresh()
    now[0] += 179
    assert index.open
    now[0] += 2
    assert not index.open


def test_it_is_read_in_the_background(forum_settings: ForumSettings, server: Forum) -> None:
    index = Index(replace(forum_settings, refresh_seconds=0.3), Client(forum_settings.url, pause=0.0))
    index.start()
    try:
        end = time.monotonic() + 20
        while len(server.calls) < 9 and time.monotonic() < end:
            time.sleep(0.05)
        assert len(server.calls) >= 9
    finally:
        index.stop()


def test_without_a_period_the_forum_is_never_called(forum_settings: ForumSettings, server: Forum) -> None:
    index = Index(replace(forum_settings, refresh_seconds=0.0))
    index.start()
    time.sleep(0.2)
    assert (index.known, index.open, server.calls) == (False, False, [])


def test_the_link_opens_the_editor_filled(index: Index) -> None:
    address = urlsplit(index.new_topic("Qui a déjà… ?", "Bonjour,\n\n« L’eau & le reste »"))
    assert address.path == "/new-topic" and "+" not in address.query
    assert parse_qs(address.query) == {
        "title": ["Qui a déjà… ?"], "body": ["Bonjour,\n\n« L’eau & le reste »"], "category": ["habitat"],
    }  # fmt: skip
