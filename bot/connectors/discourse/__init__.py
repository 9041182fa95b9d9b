"""The incubator's forum (Discourse): its topics, read in the background. It runs within the action server."""

from bot.connectors.discourse.client import Topic
from bot.connectors.discourse.index import Index
from bot.connectors.discourse.settings import ForumSettings

__all__ = ["ForumSettings", "Index", "Topic"]
