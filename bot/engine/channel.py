"""Rasa's REST channel, same route, whose streams always end."""

import logging
from asyncio import Queue
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput

from bot.runtime.logs import fault

logger = logging.getLogger(__name__)

_END = "DONE"
"""What Rasa's stream takes for its end."""


class Rest(RestInput):
    """``/webhooks/rest/webhook``; Rasa's own leaves the stream open for ever when a turn raises."""

    @staticmethod
    async def on_message_wrapper(
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        text: str,
        queue: "Queue[Any]",
        sender_id: str,
        input_channel: str,
        metadata: dict[str, Any] | None,
    ) -> None:
        """Run a turn; whatever happens, end its stream. An empty stream is a failure to who reads it."""
        try:
            await RestInput.on_message_wrapper(on_new_message, text, queue, sender_id, input_channel, metadata)
        except Exception as error:  # any fault of Rasa's ends here, named without its message
            logger.error("turn failed: %s", fault(error))
            await queue.put(_END)
        except BaseException:  # the server stops: the reader mustn't wait
            queue.put_nowait(_END)
            raise
