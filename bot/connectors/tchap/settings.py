"""Settings of the Tchap connector: ``TCHAP_…`` in the environment or in ``.env``."""

from typing import Any, ClassVar

from pydantic import Field, root_validator, validator

from bot.connectors.common.settings import ConnectorSettings
from bot.connectors.tchap.domains import AllowList


class TchapSettings(ConnectorSettings):
    """One value a setting."""

    prefix: ClassVar[str] = "TCHAP_"

    homeserver: str = Field(..., regex=r"^https?://\S+$", description="Address of the account's server.")
    user: str = Field(..., description="The account: @name:server, or the mailbox it was made with.")
    password: str = Field("", description="Used at the first start and when the session was ended.")
    access_token: str = Field("", description="Of a session opened elsewhere, instead of a password.")
    device_id: str = Field("", description="Of that session.")
    allowed_domains: str = Field(
        "*.tchap.gouv.fr",
        description="Servers whose people may invite: names or *.suffix; @domain: mailboxes among them.",
    )
    technical_room: str = Field("", regex=r"^(!\S+)?$", description="Room told of errors, without anybody's text.")
    store_secret: str = Field("", description="Key of the file of encryption keys; to be kept with it.")
    calls_per_second: float = Field(1.0, ge=0, le=100, description="Calls to the server on average; 0: no limit.")
    calls_burst: int = Field(5, ge=1, le=1000, description="Calls that may follow one another at once.")
    oldest_hours: float = Field(24, gt=0, description="Messages older than this aren't answered.")

    @validator("allowed_domains")
    def _readable(cls, value: str) -> str:
        AllowList(value)
        return value

    @root_validator(skip_on_failure=True)
    def _some_way_in(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values["password"] and not (values["access_token"] and values["device_id"]):
            raise ValueError("TCHAP_PASSWORD is missing (or TCHAP_ACCESS_TOKEN and TCHAP_DEVICE_ID)")
        if values["access_token"] and not values["user"].startswith("@"):
            raise ValueError("TCHAP_USER must be @name:server with TCHAP_ACCESS_TOKEN")
        return values
