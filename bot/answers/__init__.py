"""Answers to questions on a service, found in that service's file of the catalogue."""

from bot.answers.passages import Passage
from bot.answers.ranking import NOT_SAID, SURE, Answers, Found

__all__ = ["NOT_SAID", "SURE", "Answers", "Found", "Passage"]
