"""The team's page of unmet needs: the list, one group, its title, and example needs for a solution."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.orm import Session as Database
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.gateway.team import access
from bot.gateway.team.session import Session
from bot.impact.unmet import board, examples, silent
from bot.impact.unmet.reading import people_texts
from bot.impact.unmet.wording import say

if TYPE_CHECKING:
    from bot.gateway.app import Gateway

Found = TypeVar("Found")


@dataclass(frozen=True)
class Answer:
    """What a form gets: a field that must be corrected, a line to copy, or that it is done."""

    status: int = 200
    done: str = ""
    fault: str = ""
    field: str = ""
    copy: str = ""


async def _read(gateway: "Gateway", work: Callable[[Database], Found]) -> Found:
    """What is read of the database; not in the gateway's own threads, which turns would wait for."""

    def read() -> Found:
        with gateway.turns.store.sessions() as database:
            return work(database)

    return await asyncio.to_thread(read)


async def listed(request: Request, gateway: "Gateway") -> Response:
    """GET of all groups, beside what files don't answer."""
    session = await access.member(request, gateway)
    if session is None:
        return access.to_login()

    found = await _read(gateway, partial(board.groups, with_texts=True))
    several = [group for group in found if group.title or group.count > 1]
    values = {"several": several, "single": [group for group in found if group not in several], **_who(session)}
    return access.page(gateway, "besoins", values)


async def questions(request: Request, gateway: "Gateway") -> Response:
    """GET of what services' files don't answer."""
    session = await access.member(request, gateway)
    if session is None:
        return access.to_login()

    found = await _read(gateway, silent.silences)
    return access.page(gateway, "questions", {"found": found, "kinds": silent.by_kind(found), **_who(session)})


async def shown(request: Request, gateway: "Gateway") -> Response:
    """GET of a group."""
    session = await access.member(request, gateway)
    if session is None:
        return access.to_login()
    return await _page(request, gateway, session, Answer(done=_done(request)), {})


async def changed(request: Request, gateway: "Gateway") -> Response:
    """POST of a title or of an example need."""
    session = await access.member(request, gateway)
    if session is None:
        return access.to_login()
    said = await access.fields(request, gateway, session)
    if said is None:
        raise HTTPException(404)
    work = _example if said.get("action") == "exemple" else _title
    answer = await asyncio.to_thread(partial(work, gateway, _key(request), said))
    if answer.status == 200 and not answer.copy:
        # Seen again by a GET: a page that is loaded anew must not send the form twice.
        return RedirectResponse(f"{access.HOME}/{_key(request)}?fait={answer.done}", 303, headers=access.HEADERS)
    return await _page(request, gateway, session, answer, said)


def _title(gateway: "Gateway", key: int, said: dict[str, str]) -> Answer:
    with gateway.turns.store.sessions.begin() as database:
        try:
            if not board.set_title(database, key, said.get("titre", "")):
                return Answer(404)
        except examples.Refused as refused:
            return Answer(422, fault=say(f"message.{refused.args[0]}"), field="titre")
    return Answer(done="titre")


def _example(gateway: "Gateway", key: int, said: dict[str, str]) -> Answer:
    solution = said.get("service", "")
    with gateway.turns.store.sessions() as database:
        known, people = dict(board.solutions(database)), people_texts(database)
    try:
        if solution not in known:
            raise examples.Refused("service_inconnu")
        sentence = examples.sentence_of(said.get("phrase", ""), people)
        examples.append(gateway.settings.data_dir / "catalogue", solution, sentence)
    except examples.Refused as refused:
        field = "service" if refused.args[0] == "service_inconnu" else "phrase"
        return Answer(422, fault=say(f"message.{refused.args[0]}"), field=field)
    except examples.NotWritable as line:
        return Answer(done=say("message.a_copier", id=solution), copy=line.args[0])
    with gateway.turns.store.sessions.begin() as database:
        board.note_solution(database, key, solution)
    return Answer(done="exemple")


async def _page(
    request: Request, gateway: "Gateway", session: Session, answer: Answer, said: dict[str, str]
) -> Response:
    """The page of a group, with what a form got and what was typed in it."""

    group, solutions = await _read(
        gateway, lambda database: (board.group(database, _key(request)), board.solutions(database))
    )
    if group is None:
        values = {"message": say("message.disparu"), **_who(session)}
        return access.page(gateway, "disparu", values, 404)
    nearest = [item for item in group.nearest if item in solutions]
    values = {
        "group": group, "nearest": nearest, "others": [item for item in solutions if item not in nearest],
        "answer": answer, "said": said, **_who(session),
    }  # fmt: skip
    return access.page(gateway, "besoin", values, answer.status)


def _who(session: Session) -> dict[str, Any]:
    return {"name": session.name, "token": session.token}


def _done(request: Request) -> str:
    done = request.query_params.get("fait", "")
    return say(f"message.{done}") if done in ("titre", "exemple") else ""


def _key(request: Request) -> int:
    """The group of the address.

    Raises:
        HTTPException: 404.
    """
    key = request.path_params["group"]
    if not (key.isascii() and key.isdecimal() and len(key) < 10):
        raise HTTPException(404)
    return int(key)
