"""``POST /api/v1/orientation``: the short list for other programs, asked of the action server; nothing is kept."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.catalogue.schema import AUDIENCES
from bot.gateway.incoming import breakable, clean, read_object, read_text
from bot.gateway.limits import Deadlines, RateLimiter
from bot.gateway.masking import mask
from bot.gateway.refusals import Failure, Refusal
from bot.gateway.requests import body_of
from bot.gateway.together import Together
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.gateway.app import Gateway

logger = logging.getLogger(__name__)

PATH = "/api/v1/orientation"
_CARDS = "/cards"
"""Route of the action server."""
MAX_TERRITORY = 200
"""Characters of a territory: a name, a département, a code."""
MAX_CHOICE = 120
"""Characters of a choice: an id of the catalogue."""


@dataclass(frozen=True)
class Asked:
    """A request whose form is right, its need masked."""

    need: str
    territory: str | None
    audience: str | None
    choice: str | None


def _short(value: Any, longest: int) -> str | None:
    """An optional short text; None when nothing of it remains once clean.

    Raises:
        Refusal: 400.
    """
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise Refusal(400, "missing_field")
    return clean(value) or None


def parse(body: bytes) -> Asked:
    """A request's body.

    Raises:
        Refusal: 400 broken JSON or a field missing or of the wrong form, 413 too long, 422 nothing left once cleaned.
    """
    data = read_object(body)
    audience = data.get("audience")
    if not (audience is None or isinstance(audience, str) and audience in AUDIENCES):
        raise Refusal(400, "missing_field")
    territory = _short(data.get("territory"), MAX_TERRITORY)
    choice = _short(data.get("choice"), MAX_CHOICE)
    return Asked(breakable(mask(read_text(data.get("need")))), territory, audience, choice)


class Orientation:
    """Client of the action server's route; programs have a limit of their own."""

    def __init__(self, settings: Settings, deadlines: Deadlines, together: Together) -> None:
        self._server = f"http://127.0.0.1:{settings.actions_port}"
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(deadlines.first, connect=deadlines.check),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=False,
        )
        self.by_caller = RateLimiter("orientation", settings.api_rate_per_minute, together)

    async def close(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def ask(self, asked: Asked) -> dict[str, Any]:
        """The payload.

        Raises:
            Refusal: 409, the choice isn't offered for this need; 503, what is behind doesn't answer.
        """
        response = await self._post(PATH, asdict(asked))
        if response.status_code == 409:
            raise Refusal(409, "unknown_choice")
        return self._payload(response, "type")

    async def cards(self, ids: Sequence[str]) -> dict[str, Any]:
        """``{"solutions": […]}``: the cards of these services, those that aren't proposed any more left out.

        Raises:
            Refusal: 503, what is behind doesn't answer.
        """
        return self._payload(await self._post(_CARDS, {"ids": list(ids)}), "solutions")

    async def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        try:
            return await self._client.post(self._server + path, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise self._failed("unreachable") from None
        except httpx.TimeoutException:
            raise self._failed("slow") from None
        except httpx.HTTPError:
            raise self._failed("interrupted") from None

    def _payload(self, response: httpx.Response, key: str) -> dict[str, Any]:
        try:
            payload = response.json()
        except ValueError:
            raise self._failed("interrupted") from None
        if response.status_code != 200 or not isinstance(payload, dict) or key not in payload:
            raise self._failed("interrupted")
        return payload

    @staticmethod
    def _failed(code: str) -> Failure:
        logger.warning("orientation: %s", code)
        return Failure(code)


async def orient(request: Request, gateway: "Gateway") -> Response:
    """POST of a need."""
    caller = await gateway.admit(request)
    asked = parse(await body_of(request, gateway.deadlines.body))
    await gateway.orientation.by_caller.take(gateway.identity.conversation_key(caller, PATH))
    return JSONResponse(await gateway.orientation.ask(asked))
