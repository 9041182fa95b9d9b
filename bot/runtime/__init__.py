"""All processes under one supervisor."""

from bot.runtime.supervisor import serve

__all__ = ["serve"]
