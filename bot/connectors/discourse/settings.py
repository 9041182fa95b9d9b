"""What the forum's index needs, from the product's settings: the forum is read without an account."""

from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings


@dataclass(frozen=True)
class ForumSettings:
    """Where the forum is, how often it is read, where topics go."""

    url: str
    """Without a slash at the end."""
    refresh_seconds: float
    """Between two readings; 0: it is never read, so no topic is ever shown."""
    category: str
    """Category of the topics that people prepare (``name`` or ``parent/name``); empty: they choose."""
    file: Path
    """What was read last."""

    @classmethod
    def of(cls, settings: Settings) -> "ForumSettings":
        """Those of the product."""
        return cls(
            settings.forum_url.rstrip("/"),
            settings.forum_refresh_minutes * 60.0 if settings.forum_url else 0.0,
            settings.forum_category,
            settings.var_dir / "discourse" / "topics.json",
        )
