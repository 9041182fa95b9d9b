"""Settings of a connector: typed, read from the environment and ``.env`` under a prefix of its own.

Works in both environments: the product's, which decides what to start, and the connectors'.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, TypeVar

from dotenv import dotenv_values
from pydantic import BaseModel, Extra, Field, ValidationError

from bot.folders import ROOT
from bot.runtime.secret import start_secret
from bot.settings import ENV_FILE, Settings, get_settings

Own = TypeVar("Own", bound="ConnectorSettings")


class WrongSetting(Exception):
    """A key that no setting has, a value that can't be, or a required one that is missing; the message names it."""


class ConnectorSettings(BaseModel):
    """What every connector needs; a subclass sets :attr:`prefix` and adds its own fields.

    A connector is configured when the environment or ``.env`` has any key of its prefix: then all that is required
    must be there.
    """

    prefix: ClassVar[str]
    """Of the environment's names, in capitals, its underscore included."""

    gateway_url: str = Field("", regex=r"^(https?://\S+)?$", description="Gateway; empty: this machine, at PORT.")
    gateway_secret: str = Field("", description="This connector's secret among GATEWAY_CALLERS, if there are any.")
    person_per_minute: int = Field(12, ge=1, description="Messages a minute for one person.")

    class Config:
        """A settings object never changes, and what isn't declared is refused."""

        extra = Extra.forbid
        allow_mutation = False
        anystr_strip_whitespace = True

    @property
    def gateway(self) -> str:
        """The gateway's address, without a slash at the end."""
        return (self.gateway_url or f"http://127.0.0.1:{product().port}").rstrip("/")

    @property
    def secret(self) -> str:
        """What the gateway asks of this connector: its own, else the one that a gateway started with it knows."""
        return self.gateway_secret or ("" if self.gateway_url else start_secret())

    @classmethod
    def names(cls) -> dict[str, str]:
        """The environment's name of each field."""
        return {field: f"{cls.prefix}{field.upper()}" for field in cls.__fields__}

    @classmethod
    def load(cls: type[Own], environment: Mapping[str, str] | None = None, env_file: Path = ENV_FILE) -> Own | None:
        """The settings, or None when there is no key of this connector.

        Raises:
            WrongSetting: in one line, naming the key and never its value.
        """
        given = _given(cls.prefix, os.environ if environment is None else environment, env_file)
        if not given:
            return None
        fields = {name: field for field, name in cls.names().items()}
        unknown = sorted(set(given) - set(fields))
        if unknown:
            raise WrongSetting(f"unknown setting {', '.join(unknown)} (see .env.example)")
        try:
            return cls.parse_obj({fields[name]: value for name, value in given.items() if value != ""})
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0])
            name = "" if field == "__root__" else f"setting {cls.prefix}{field.upper()}: "
            raise WrongSetting(name + str(first["msg"])) from None


def _given(prefix: str, environment: Mapping[str, str], env_file: Path) -> dict[str, str]:
    """Keys of a prefix and their values; the environment wins over the file."""
    written = dotenv_values(env_file, encoding="utf-8") if env_file.exists() else {}
    merged = {**written, **environment}
    return {key.upper(): value or "" for key, value in merged.items() if key.upper().startswith(prefix)}


def product() -> Settings:
    """The product's settings, as far as a connector needs them (port, folders, human contact)."""
    return get_settings()


def folder(name: str) -> Path:
    """Folder of what a connector keeps, readable by its own user only."""
    path = product().var_dir / name
    path = path if path.is_absolute() else ROOT / path
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path
