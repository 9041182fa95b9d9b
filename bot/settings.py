"""Settings of the product, read once from the environment (and from a ``.env`` file when there is one)."""

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseSettings, Field, validator

from bot import folders
from bot.folders import ROOT
from bot.texts import texts

ENV_FILE = ROOT / ".env"

CONNECTORS = ("TCHAP_", "MATTERMOST_")
"""Prefixes of the connectors' own settings, which each connector checks (:mod:`bot.connectors.common.settings`)."""


LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names of this machine, as a browser writes them."""

_EVERYWHERE = ("0.0.0.0", "::", "")


def _split(value: str) -> list[str]:
    """The parts of a comma-separated setting."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _wrong(key: str, **values: object) -> str:
    """Why a setting is refused, as the operator reads it."""
    return texts(__file__).say(f"reglages.{key}", **values)


class Settings(BaseSettings):
    """One value a setting; the environment's names are the fields' names in capitals."""

    database_url: str = Field("", description="SQLAlchemy address; empty means SQLite under var/.")
    contact_email: str = Field(
        "contact@incubateur.anct.gouv.fr",
        description="Mailbox of the people behind the assistant (source: the incubator's public page).",
    )
    contact_label: str = Field("l’équipe de l’Incubateur des Territoires", description="Who answers, as said.")
    contact_url: str = Field("", description="Page to reach people; unset is not said.")
    contact_delay: str = Field("", description="When they answer, as said; unset is not said.")
    report_copy: str = Field(
        "",
        description="Services whose operator asked for a copy of the mistakes told on its file: id or id=mailbox, "
        "comma-separated; without a mailbox, the one that the file gives.",
    )
    relay_to: str = Field(
        "", description="Mailboxes that requests are handed to, comma-separated; empty: CONTACT_EMAIL."
    )
    relay_from: str = Field("", description="Mailbox that they come from; empty: SMTP_USER, else the first RELAY_TO.")
    relay_keep_days: int = Field(7, ge=0, description="Days that a contact detail lives once handed over.")
    smtp_host: str = Field("", description="Mail server that takes the relay's messages; empty: no e-mail.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_tls: str = Field("starttls", description="How the way to it is ciphered: starttls, ssl or none.")
    smtp_user: str = Field("", description="Account on it; empty: none is given.")
    smtp_password: str = Field("", description="Password of the account.")
    grist_url: str = Field("", description="Grist server that requests are written to.")
    grist_doc: str = Field("", description="Id of the Grist document.")
    grist_table: str = Field("", description="Id of its table.")
    grist_key: str = Field("", description="Key of Grist's API.")
    airtable_url: str = Field("https://api.airtable.com", description="Airtable's API.")
    airtable_base: str = Field("", description="Id of the Airtable base that requests are written to.")
    airtable_table: str = Field("", description="Id or name of its table.")
    airtable_key: str = Field("", description="Token of Airtable's API.")
    forum_url: str = Field("https://forum.incubateur.anct.gouv.fr", description="The incubator's forum.")
    forum_refresh_minutes: int = Field(60, ge=0, description="Minutes between two readings of its topics; 0: never.")
    forum_category: str = Field("", description="Its category for the topics that people prepare: name or parent/name.")
    host: str = Field("127.0.0.1", description="Address the gateway listens on.")
    hosts: str = Field(
        "", description="Names that the gateway is served under, comma-separated; empty: those of PUBLIC_URL and HOST."
    )
    port: int = Field(5005, ge=1, le=65535, description="Port of the gateway.")
    rasa_port: int = Field(5006, ge=1, le=65535, description="Loopback port of Rasa.")
    actions_port: int = Field(5055, ge=1, le=65535, description="Loopback port of the action server.")
    gateway_secret: str = Field("", description="Key of the HMACs; empty means one made at first start, in var/.")
    gateway_callers: str = Field("", description="Callers and their secrets: name=secret, comma-separated.")
    transcript_days: int = Field(30, ge=1, description="Days a transcript lives.")
    rate_per_minute: int = Field(30, ge=1, description="Messages a minute for one conversation.")
    address_rate_per_minute: int = Field(600, ge=0, description="Requests a minute for one address; 0: no limit.")
    api_rate_per_minute: int = Field(120, ge=0, description="Orientations a minute for one program; 0: no limit.")
    widget_origins: str = Field(
        "", description="Sites whose pages may use the widget: https://host[:port], comma-separated."
    )
    redis_url: str = Field("", description="Redis that several gateways over one PostgreSQL share; empty: one gateway.")
    team_passwords: str = Field(
        "", description="Who reads the team's pages: name=password, comma-separated; empty: there are no such pages."
    )
    trusted_proxies: str = Field(
        "", description="Addresses of the proxies whose X-Forwarded-For is believed, comma-separated."
    )
    catalogue_api_url: str = Field(
        "https://beta.gouv.fr/api/v2.7/startups.json", description="Public API that the catalogue is compared with."
    )
    catalogue_pages: str = Field("", description="Folder of product pages that tell the users of each product.")
    catalogue_table: str = Field("", description="Table that a team keeps: a CSV file or a Grist table's records.")
    catalogue_table_key: str = Field("", description="Key of the Grist table, when it isn't public.")
    public_url: str = Field("", description="Address of the gateway as people see it: https://host[:port].")
    legal_publisher: str = Field("", description="Who publishes the assistant and answers for the data.")
    legal_address: str = Field("", description="Its postal address.")
    legal_director: str = Field("", description="Director of the publication.")
    legal_host: str = Field("", description="Who hosts it: name and address.")
    legal_basis: str = Field("", description="Legal basis of the processing, as said.")
    legal_dpo: str = Field("", description="How to reach the data protection officer.")
    accessibility_rate: int | None = Field(None, ge=0, le=100, description="RGAA rate of the audit; unset: no audit.")
    accessibility_audit: str = Field("", description="Who made the audit and when, as said.")
    accessibility_plan_url: str = Field("", description="Page of the accessibility action plan.")
    data_dir: Path = Field(ROOT / "data", description="Catalogue, territories, evaluation sets.")
    models_dir: Path = Field(ROOT / "models", description="Trained models.")
    var_dir: Path = Field(ROOT / "var", description="Runtime files: SQLite databases, secrets, logs.")

    class Config:
        """The environment has others' keys too; those of the ``.env`` file are checked by :func:`unknown_keys`."""

        env_file = str(ENV_FILE)
        env_file_encoding = "utf-8"

    @validator("database_url")
    def _known_dialect(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg2:", "postgres:")):
            raise ValueError(_wrong("base"))
        return value.replace("postgres:", "postgresql:", 1) if value.startswith("postgres:") else value

    @validator("redis_url")
    def _known_scheme(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError(_wrong("redis"))
        return value

    @validator("widget_origins")
    def _readable_origins(cls, value: str) -> str:
        for origin in _split(value):
            if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", origin, re.IGNORECASE):
                raise ValueError(_wrong("origines"))
        return value

    @validator("hosts")
    def _host_names(cls, value: str) -> str:
        for name in _split(value):
            if not re.fullmatch(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]", name, re.IGNORECASE):
                raise ValueError(_wrong("noms"))
        return value

    @validator("relay_to", "relay_from")
    def _mailboxes(cls, value: str) -> str:
        for address in _split(value):
            if not re.fullmatch(r"[^\s@<>\"(),:;]+@[A-Za-z0-9.-]+", address):
                raise ValueError(_wrong("boites"))
        return value

    @validator("report_copy")
    def _services_and_mailboxes(cls, value: str) -> str:
        for part in _split(value):
            if not re.fullmatch(r"[\w.-]+(=[^\s@<>\"(),:;?&=]+@[A-Za-z0-9.-]+)?", part):
                raise ValueError(_wrong("copie"))
        return value

    @validator("smtp_tls")
    def _known_ciphering(cls, value: str) -> str:
        if value not in ("starttls", "ssl", "none"):
            raise ValueError(_wrong("chiffrement"))
        return value

    @validator("grist_url", "airtable_url")
    def _service_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError(_wrong("adresse"))
        return value

    @validator("public_url")
    def _bare_address(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", value, re.IGNORECASE):
            raise ValueError(_wrong("publique"))
        return value

    @validator("accessibility_rate", pre=True)
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @validator("accessibility_plan_url")
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError(_wrong("adresse"))
        return value

    @property
    def host_set(self) -> frozenset[str]:
        """Names that the gateway is served under, besides those of this machine."""
        if self.hosts:
            return frozenset(name.lower() for name in _split(self.hosts))
        known = {urlsplit(self.public_url).netloc.partition(":")[0].lower()} if self.public_url else set()
        if self.host not in _EVERYWHERE:
            known.add(f"[{self.host.lower()}]" if ":" in self.host else self.host.lower())
        return frozenset(known)

    @property
    def widget_origin_set(self) -> frozenset[str]:
        """The origins of the setting, as browsers write them."""
        return frozenset(origin.lower() for origin in _split(self.widget_origins))

    def copied_on(self, service: str, mailbox: str | None) -> str | None:
        """Who gets a copy of a mistake told on a service's file, whose own mailbox is ``mailbox``; None: nobody."""
        asked = dict(part.partition("=")[::2] for part in _split(self.report_copy))
        return asked[service] or mailbox if service in asked else None

    @property
    def relay_recipients(self) -> tuple[str, ...]:
        """Mailboxes that requests are handed to."""
        return tuple(_split(self.relay_to or self.contact_email))

    @property
    def relay_sender(self) -> str:
        """Mailbox that they come from."""
        own = self.smtp_user if "@" in self.smtp_user else ""
        return self.relay_from or own or next(iter(self.relay_recipients), "")

    @property
    def database(self) -> str:
        """SQLAlchemy address of the product's database."""
        return self.database_url or f"sqlite:///{self.var_dir / 'orientation.db'}"

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded default is used."""
        return self.database.startswith("sqlite:")


class UnknownSetting(Exception):
    """The ``.env`` file holds a key that no setting has: a misspelt one would otherwise be passed over in silence."""


def unknown_keys(path: Path) -> list[str]:
    """Keys of a ``.env`` file that are no setting's name."""
    known = {name.upper() for name in Settings.__fields__}
    keys = dotenv_values(path, encoding="utf-8")
    return [key for key in keys if key.upper() not in known and not key.upper().startswith(CONNECTORS)]


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read at first use.

    Raises:
        UnknownSetting: naming the keys.
        ValidationError: pydantic's, for a value that can't be.
    """
    unknown = unknown_keys(ENV_FILE) if ENV_FILE.exists() else []
    if unknown:
        raise UnknownSetting(_wrong("inconnu", noms=", ".join(unknown)))
    settings = Settings()
    folders.tell(data=settings.data_dir, models=settings.models_dir)
    return settings
