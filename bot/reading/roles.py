"""Who speaks: the audience that a text plainly says ("je suis secrétaire de mairie", "on est un CCAS")."""

from bot.reading.role_mentions import OTHER
from bot.reading.role_model import trained


def role_said(text: str) -> str | None:
    """The audience said, or None: precision first, a body that is only mentioned is not the person's."""
    role = trained().role(text)
    return role if role != OTHER else None
