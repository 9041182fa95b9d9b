"""What a page with cards says was done with a list: a card opened, a link followed, a contact shown."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.incoming import WIDGET_CHANNEL, read_object
from bot.gateway.refusals import Refusal
from bot.gateway.requests import body_of
from bot.gateway.widget import ids
from bot.impact.record import POSTED, Event, text_of

if TYPE_CHECKING:
    from bot.gateway.app import Gateway


async def take(request: Request, gateway: "Gateway") -> Response:
    """POST of ``{"type", "list_id", "solution"}``: 204 at once.

    What is about no list of this conversation, or was posted before, is left out when it is written.

    Raises:
        Refusal: 400, 401, 413 or 429.
    """
    await gateway.admit_address(request)
    key = ids.key_of(gateway.identity, request.path_params["conversation"])
    body = read_object(await body_of(request, gateway.deadlines.body))
    list_id, solution = text_of(body.get("list_id"), "list_id"), text_of(body.get("solution"), "solution")
    if body.get("type") not in POSTED or not list_id or not solution:
        raise Refusal(400, "missing_field")
    gateway.turns.impact.post(key, Event(body["type"], list_id, solution), WIDGET_CHANNEL)
    return Response(status_code=204)
