"""What a conversation knows and says, without any dialogue engine: state, short lists, answers on one solution."""

from bot.conversation.desk import Desk
from bot.conversation.reply import Reply
from bot.conversation.state import State

__all__ = ["Desk", "Reply", "State"]
