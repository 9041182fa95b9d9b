"""A forum, started, that must have been called as its description says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from forum_server import Forum, category, topic
from network import free_port

from bot.connectors.discourse import ForumSettings, Index
from bot.connectors.discourse.client import Client


@pytest.fixture
def server() -> Iterator[Forum]:
    """Two categories and four topics."""
    forum = Forum(
        [category(1, "Habitat", topic_url="/t/a-propos-de-la-categorie-habitat/10"), category(2, "Numérique")],
        {
            1: [topic(10, "À propos de la catégorie Habitat"), topic(11, "Recenser les logements vacants du bourg")],
            2: [topic(21, "Sécurité informatique des mairies", excerpt="Une <b>attaque</b> &amp; des sauvegardes"),
                topic(22, "Inclusion numérique des aînés")],
        },
    )  # fmt: skip
    forum.start(free_port())
    yield forum
    forum.stop()
    assert forum.violations == []


@pytest.fixture
def forum_settings(server: Forum, tmp_path: Path) -> ForumSettings:
    """Settings that read it every minute."""
    return ForumSettings(server.url, 60.0, "habitat", tmp_path / "discourse" / "topics.json")


@pytest.fixture
def index(forum_settings: ForumSettings) -> Index:
    """An index that hasn't read it yet."""
    return Index(forum_settings, Client(forum_settings.url, seconds=2.0, pause=0.0))
