"""What a conversation knows and says, without any dialogue engine: short lists, answers from the files, hand-over."""

from bot.conversation.desk import Desk
from bot.conversation.reply import Reply
from bot.reading.reading import Reading
from bot.reading.state import State

__all__ = ["Desk", "Reading", "Reply", "State"]
