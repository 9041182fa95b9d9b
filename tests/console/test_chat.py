"""Talking in the terminal: what is shown, how it ends, and the return code of each end."""

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from bot import chat
from bot.folders import ROOT
from bot.runtime.apart import NotStarted
from bot.settings import get_settings

LIST = {
    "type": "solutions", "text": "Pour vos cantines :\n\n1. ma cantine\n\n2. Autres pistes",
    "solutions": [{"id": "ma-cantine", "name": "ma cantine", "position": 1}],
    "next": [{"title": "Autres pistes", "payload": "c:a", "position": 2}],
    "feedback": [{"title": "Ça m’aide", "payload": "c:b"}, {"title": "Ça ne répond pas", "payload": "c:c"}],
}  # fmt: skip
Gateway = Callable[[httpx.Request], httpx.Response]
Talk = Callable[..., tuple[int, str, str]]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    """Lines typed to a gateway: status, standard output, standard error."""

    @contextmanager
    def running(_address: str, _settings: object) -> Iterator[None]:
        yield

    def talked(typed: str, gateway: Gateway) -> tuple[int, str, str]:
        made = httpx.Client
        monkeypatch.setattr(chat, "running", running)
        monkeypatch.setattr(
            chat.httpx, "Client", lambda **options: made(transport=httpx.MockTransport(gateway), **options)
        )
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        status = chat.chat()
        out, err = capsys.readouterr()
        return status, out, err

    return talked


def _answering(*entries: dict[str, Any], heard: list[str] | None = None) -> Gateway:
    def answer(request: httpx.Request) -> httpx.Response:
        if heard is not None:
            heard.append(json.loads(request.content)["message"])
        return httpx.Response(200, json=list(entries))

    return answer


def test_choices_are_numbered_and_what_is_typed_goes_as_it_is(talk: Talk) -> None:
    heard: list[str] = []
    status, out, err = talk("la cantine\n\n2\nÇa m’aide\n", _answering({"custom": LIST}, heard=heard))
    assert (status, err, heard) == (0, "", ["la cantine", "2", "Ça m’aide"])
    assert "Vous : la cantine\n\nAssistant :\nPour vos cantines :" in out
    assert "1. ma cantine" in out and "2. Autres pistes" in out
    assert "Votre avis, si vous voulez : Ça m’aide / Ça ne répond pas" in out
    assert out.endswith("Vous : \nConversation finie.\n")


@pytest.mark.parametrize("word", ["quitter", " QUITTER ", "exit", "quit"])
def test_a_word_ends_it(talk: Talk, word: str) -> None:
    heard: list[str] = []
    status, out, _err = talk(f"{word}\nla suite\n", _answering(heard=heard))
    assert (status, heard) == (0, []) and out.endswith("Conversation finie.\n")


def test_quitter_within_a_need_ends_nothing(talk: Talk) -> None:
    heard: list[str] = []
    talk("quitter Windows pour Linux\n", _answering({"text": "Bien."}, heard=heard))
    assert heard == ["quitter Windows pour Linux"]


def _gone(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


@pytest.mark.parametrize(
    "gateway",
    [_gone, lambda _: httpx.Response(502, text="<html>"), lambda _: httpx.Response(500, json={"error": "x"})],
    ids=["refused", "not JSON", "no text"],
)
def test_a_service_that_answers_no_more(talk: Talk, gateway: Gateway) -> None:
    status, _out, err = talk("bonjour\n", gateway)
    assert status == 2
    assert err == f"L’assistant ne répond plus sur http://127.0.0.1:{get_settings().port}. Relancez la commande.\n"


def test_a_refusal_is_said_and_the_talk_goes_on(talk: Talk) -> None:
    refusal = httpx.Response(413, json={"error": "too_long", "text": "Votre message est trop long."})
    status, out, err = talk("a\nb\n", lambda _: refusal)
    assert (status, err, out.count("Votre message est trop long.")) == (0, "", 2)


def test_ctrl_c_while_an_answer_is_awaited(talk: Talk) -> None:
    def interrupted(_request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    status, _out, err = talk("bonjour\n", interrupted)
    assert (status, err) == (130, "\nConversation interrompue.\n")


def test_a_service_that_does_not_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @contextmanager
    def running(_address: str, _settings: object) -> Iterator[None]:
        raise NotStarted("Le port 5005 est déjà pris")
        yield

    monkeypatch.setattr(chat, "running", running)
    assert chat.chat() == 2
    assert capsys.readouterr().err == "\nL’assistant n’a pas démarré : Le port 5005 est déjà pris\n"


ALIVE = """
import contextlib, sys
from bot import chat
chat.running = lambda *_: contextlib.nullcontext()
print("PRÊT", flush=True)
sys.exit(chat.chat())
"""


@pytest.mark.parametrize(
    ("key", "status", "said"), [(b"\x04", 0, "Conversation finie."), (b"\x03", 130, "Conversation interrompue.")]
)
def test_the_keys_of_a_real_terminal(key: bytes, status: int, said: str) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", ALIVE], cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = b""
        while b"Vous :" not in seen:
            seen += os.read(ours, 4096)
        os.write(ours, key)
        assert process.wait(20) == status
        seen += os.read(ours, 4096)
    os.close(ours)
    assert said in seen.decode() and "Traceback" not in seen.decode()
    assert max(len(line) for line in seen.decode().splitlines()) <= chat.WIDEST
