"""Settings of the Mattermost connector, under ``MATTERMOST_``."""

import os
import secrets
from pathlib import Path
from typing import ClassVar

from pydantic import Field, validator

from bot.connectors.common.settings import ConnectorSettings, WrongSetting


class MattermostSettings(ConnectorSettings):
    """The server, the bot's account and, where the server can reach us, the callback address."""

    prefix: ClassVar[str] = "MATTERMOST_"

    url: str = Field(..., regex=r"^https?://[^\s/?#]+[^\s?#]*$", description="Address of the Mattermost server.")
    token: str = Field(..., min_length=1, description="Access token of the bot account.")
    catch_up_hours: int = Field(24, ge=1, le=168, description="Oldest missed message that is still answered, in hours.")
    callback_url: str = Field(
        "", regex=r"^(https?://[^\s?#]+)?$", description="Our address as the server reaches it; empty: no buttons."
    )
    callback_host: str = Field("127.0.0.1", description="Address that buttons and the slash command are heard on.")
    callback_port: int = Field(5007, ge=1, le=65535, description="Port that they are heard on.")
    callback_secret: str = Field("", description="Key that signs the buttons; empty: made at first start.")
    command_tokens: str = Field("", description="Tokens of the slash command, one a team, comma-separated.")

    @validator("callback_secret")
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("at least 32 characters")
        return value

    @property
    def tokens(self) -> tuple[str, ...]:
        """Tokens that the slash command may show."""
        return tuple(filter(None, (token.strip() for token in self.command_tokens.split(","))))

    @property
    def listens(self) -> bool:
        """Whether there is anything to listen for."""
        return bool(self.callback_url or self.tokens)


def signing_key(settings: MattermostSettings, folder: Path) -> bytes:
    """The key of the buttons: the setting, else a file made at first start that only our user reads.

    Raises:
        WrongSetting: the file is there but holds no key.
    """
    if settings.callback_secret:
        return settings.callback_secret.encode()
    path = folder / "callback.key"
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        draft.replace(path)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise WrongSetting(f"{path.name}: no key in this file; delete it to have another made")
    return key.encode()
