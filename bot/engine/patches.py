"""What of Rasa 3.6.21 can't be set: corrected at start, each with its reason."""

import logging
import warnings
from collections.abc import MutableMapping
from typing import Any

import jsonschema
import rasa.core.actions.action as actions
import rasa.utils.endpoints as endpoints
import structlog
from rasa.shared.core.events import SlotSet
from rasa.shared.exceptions import RasaException

ACTION_SECONDS = 4
"""An action gives up by itself after 3 s; Rasa would wait 300 s for it."""

_VALIDATOR = jsonschema.Draft7Validator(actions.RemoteAction.action_response_format_spec())
"""Made once: Rasa checks this constant schema itself, 20 ms, at each call of an action."""


def _validate(_action: Any, result: Any) -> bool:
    """Check an answer of the action server.

    Raises:
        RasaException: the answer isn't of the expected form.
    """
    if not _VALIDATOR.is_valid(result):
        raise RasaException("invalid answer of the action server")
    return True


def _name_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Of a structured log event, its constant name and its exception; its values hold texts, trackers, events."""
    kept: dict[str, Any] = {"msg": "event", "extra": {"constant": str(event.get("event", "?"))}}
    if event.get("exc_info"):
        kept["exc_info"] = event["exc_info"]
    return kept


def _carried(tracker: Any) -> list[Any]:
    """What each slot holds when a session ends; Rasa's own copies every change of the session, at each new one again.

    Not an action of ours: a session that starts while the action server is away would never start, and its
    conversation never be answered again.
    """
    return [SlotSet(key, value) for key, value in tracker.current_slot_values().items() if value is not None]


def apply() -> None:
    """Correct Rasa in this process."""
    # Said at each load of any domain, whatever it holds.
    warnings.filterwarnings("ignore", message="Slot auto-fill has been removed")
    actions.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS
    endpoints.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS
    actions.RemoteAction._validate_action_result = _validate
    actions.ActionSessionStart._slot_set_events_from_tracker = staticmethod(_carried)
    structlog.configure(
        processors=[_name_only],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=False,
    )
