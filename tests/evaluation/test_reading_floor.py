"""Roles, sizes and emergencies on what others wrote: a floor against falling back on the part not developed on."""

import json
from typing import Any

import pytest

from bot.reading.emergency_model import decided, trained
from bot.reading.read import embedded
from bot.reading.roles import role_said
from bot.sentences.embedding import Embedder
from bot.settings import get_settings
from bot.territory import population_said

NO_AUDIENCE = "autre"
"""A school, a firm, a student: the service has no such audience."""


PARTS = ("test", "test-2")
"""Written by different people; neither is developed on."""


def rows(name: str, part: str) -> list[dict[str, Any]]:
    lines = (get_settings().data_dir / "evaluation" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["part"] == part]


@pytest.mark.parametrize("part", PARTS)
def test_roles_and_sizes(part: str) -> None:
    said = rows("roles", part)
    expected = [None if row["role"] == NO_AUDIENCE else row["role"] for row in said]
    assert len(said) >= 200
    assert sum(role_said(row["text"]) == role for row, role in zip(said, expected)) / len(said) >= 0.9
    assert sum(population_said(row["text"]) == row["population"] for row in said) / len(said) >= 0.98


@pytest.mark.parametrize("part", PARTS)
def test_emergencies(part: str) -> None:
    said = rows("emergencies", part)
    texts = [row["text"] for row in said]
    weighed = trained().weigh(texts, Embedder().queries([embedded(text) for text in texts]))
    told = [decided(text, item) for text, item in zip(texts, weighed)]
    caught = [item is not None for row, item in zip(said, told) if row["kind"]]
    false = [row["text"] for row, item in zip(said, told) if not row["kind"] and item]
    assert len(caught) >= 100 and len(said) - len(caught) >= 500
    assert sum(caught) / len(caught) >= 0.94
    assert len(false) <= 10, false
