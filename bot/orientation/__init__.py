"""From a need to a short list: evidence, ranking, decision, question and reasons."""

from bot.orientation.question import Choice, Clarification
from bot.orientation.ranker import Match, ModelMissing, Need, Ranker

__all__ = ["Choice", "Clarification", "Match", "ModelMissing", "Need", "Ranker"]
