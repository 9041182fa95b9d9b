"""A hundred requests through a real gateway that is killed at several moments, with a mail server that stops.

``python tests/relay/soak.py`` (not part of the tests: some minutes). Rasa is played by a server that answers at once;
gateway, database and mail server are real. Time is compressed in the gateway: a look at the queue every 0.2 s, a
claim of 3 s, waits of 0.5 to 4 s. Status 1 when a request is lost, or repeated where it may not be.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from mail_server import Inbox, mail_server  # noqa: E402
from network import free_port  # noqa: E402

REQUESTS = 100
STOPPED_SECONDS = 20.0
MOMENTS = {
    "queued": "the request is in the queue, Rasa isn't asked yet",
    "claimed": "a delivery is claimed, the mail server isn't called yet",
    "sending": "the mail server has the text and hasn't said 250 (it drops it)",
    "accepted": "the mail server said 250, our commit isn't made",
    "done": "our commit is made",
    "random": "any moment",
}
PLAN = [*MOMENTS] * 3 + ["random"] * 4

GATEWAY = """
import datetime as dt, os, random, signal
from bot.gateway import storage
from bot.gateway.server import serve
from bot.relay import queue, worker

worker.EVERY = 0.2
worker.FIRST_WAIT, worker.LONGEST_WAIT = dt.timedelta(seconds=0.5), dt.timedelta(seconds=4)
worker.Worker.__init__.__kwdefaults__["lease"] = dt.timedelta(seconds=3)
left = random.Random().randint(1, 3)

def die():
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

def around(owner, name, before=False):
    inner = getattr(owner, name)
    def wrapped(*args, **more):
        if before:
            die()
        found = inner(*args, **more)
        if not before and (found is not None or name == "done"):
            die()
        return found
    setattr(owner, name, wrapped)

moment = os.environ["KILL_AT"]
if moment == "queued":
    around(storage.Store, "hand_over")
elif moment == "claimed":
    around(queue.Queue, "claim")
elif moment == "accepted":
    around(queue.Queue, "done", before=True)
elif moment == "done":
    around(queue.Queue, "done")
raise SystemExit(serve())
"""

QUESTION = {
    "type": "question", "decision": "ask", "text": "Où vous répondre ?\n1. Non", "expects": "contact",
    "choices": [{"title": "Non", "payload": "/relais_refuser"}],
}  # fmt: skip
SUMMARY = {"type": "control", "action": "relay", "summary": {"need": "un essai", "territory": "Vierzon (Cher)"}}


class Rasa(BaseHTTPRequestHandler):
    """Asks for a contact detail, and acknowledges a reference."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if not body:  # the gateway was killed while it wrote
            return
        said = json.loads(body)["message"]
        if said.startswith("/relais_recu"):
            messages: list[Any] = [{"text": said}]
        else:
            messages = [{"custom": SUMMARY}, {"text": QUESTION["text"]}, {"custom": QUESTION}]
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.send_header("connection", "close")
        self.end_headers()
        for message in messages:
            line = json.dumps({"recipient_id": "r", **message}).encode() + b"\n"
            self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def log_message(self, *_args: Any) -> None:
        pass


class Soak:
    """What runs, and what happened."""

    def __init__(self, folder: Path) -> None:
        self.rasa = ThreadingHTTPServer(("127.0.0.1", 0), Rasa)
        threading.Thread(target=self.rasa.serve_forever, daemon=True).start()
        self.port, self.mail_port = free_port(), free_port()
        self.environment = {
            **os.environ, "VAR_DIR": str(folder), "DATABASE_URL": "", "PORT": str(self.port),
            "RASA_PORT": str(self.rasa.server_address[1]), "SMTP_HOST": "127.0.0.1", "SMTP_TLS": "none",
            "SMTP_PORT": str(self.mail_port), "RELAY_TO": "equipe@anct.example", "ADDRESS_RATE_PER_MINUTE": "0",
        }  # fmt: skip
        self.log = (folder / "log").open("ab")
        self.inbox = DyingInbox(self)
        self.gateway: Any = None
        self.moment = ""
        self.kills: list[tuple[float, str]] = []
        self.began = time.monotonic()
        self.over = threading.Event()

    def supervise(self) -> None:
        """Start the gateway again each time it is killed, each time to be killed at the next moment of the plan."""
        for self.moment in [*PLAN, "none"]:
            environment = {**self.environment, "KILL_AT": self.moment}
            self.inbox.left = random.randint(1, 3)
            command = [sys.executable, "-c", GATEWAY]
            self.gateway = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
            if self.moment == "random":
                self._up()
                time.sleep(random.uniform(0.05, 2.5))
                self.gateway.kill()
            while self.gateway.poll() is None and not self.over.wait(0.005):
                pass
            if self.over.is_set():
                return
            if self.gateway.returncode != -signal.SIGKILL:
                sys.exit(f"the gateway ended by itself: {self.gateway.returncode}")
            self.kills.append((time.monotonic() - self.began, self.moment))

    def _up(self) -> None:
        while self.gateway.poll() is None:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/nothing", timeout=1)
                return
            except httpx.HTTPError:
                time.sleep(0.05)

    def ask(self, number: int) -> str:
        """One person: asks, gives a contact detail, sends again what got no answer; the dossier's number."""
        while len(self.kills) < min(number * len(PLAN) // REQUESTS - 1, len(PLAN)):
            time.sleep(0.05)
        self.say(number, "quelqu’un", "m1")
        told = self.say(number, contact(number), "m2")[0]["text"]
        return str(json.loads(told.removeprefix("/relais_recu"))["dossier"])

    def say(self, number: int, text: str, message_id: str) -> Any:
        body = {"sender": f"p{number}", "message": text, "message_id": message_id}
        while True:
            try:
                answer = httpx.post(f"http://127.0.0.1:{self.port}/webhooks/rest/webhook", json=body, timeout=30)
                if answer.status_code == 200:
                    return answer.json()
            except httpx.HTTPError:
                pass
            time.sleep(0.2)

    def stop_mail(self) -> None:
        """The mail server goes away for a while in the middle."""
        server = mail_server(self.inbox, self.mail_port)
        while len(self.kills) < len(PLAN) // 3:
            time.sleep(0.05)
        server.stop()
        stopped = time.monotonic() - self.began
        time.sleep(STOPPED_SECONDS)
        server = mail_server(self.inbox, self.mail_port)
        print(f"mail server stopped from {stopped:.0f} s to {time.monotonic() - self.began:.0f} s")
        self.over.wait()
        server.stop()


class DyingInbox(Inbox):
    """Kills the gateway while it waits for the 250, when that is the moment."""

    def __init__(self, soak: Soak) -> None:
        super().__init__()
        self.soak, self.left = soak, 1
        self.at: list[float] = []
        """When each message was taken, just before the 250."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.soak.moment == "sending":
            self.left -= 1
            if self.left == 0:
                self.soak.gateway.kill()
                return "451 dropped"
        answer = await super().handle_DATA(server, session, envelope)
        self.at.append(time.monotonic() - self.soak.began)
        return answer


def contact(number: int) -> str:
    return f"personne{number:03d}@mairie.example"


def show_repeats(soak: Soak) -> int:
    """Each repeat with the kill that came right after the first 250; how many have none."""
    first: dict[str, float] = {}
    unexplained = 0
    for number, at in zip(soak.inbox.numbers, soak.inbox.at):
        if number in first:
            when, moment = next(kill for kill in [*soak.kills, (1e9, "none")] if kill[0] >= first[number])
            waited = 1000 * (when - first[number])
            print(f"repeat of {number}: « {moment} », {waited:.0f} ms after the first 250, {at - when:.0f} s before")
            # The supervisor sees a death a few ms late; under load our commit takes some time too.
            unexplained += waited > 500
        first[number] = at
    return unexplained


def report(soak: Soak, told: list[str], log: str) -> int:
    """Losses, repeats, and the moments of the kills."""
    arrived = Counter(soak.inbox.numbers)
    contacts = Counter(str(message["Reply-To"]) for message in soak.inbox.messages)
    lost = [number for number in told if number not in arrived]
    missing = [contact(number) for number in range(REQUESTS) if contact(number) not in contacts]
    repeats = sum(count - 1 for count in arrived.values())
    same = {number: {(str(m["Message-ID"]), str(m["Date"]), m.get_content()) for m in soak.inbox.messages
                     if m["X-Dossier"] == number} for number in arrived}  # fmt: skip
    differing = [number for number, forms in same.items() if len(forms) > 1]
    unexplained = show_repeats(soak)
    moments = Counter(moment for _, moment in soak.kills)
    for moment, text in MOMENTS.items():
        at = ", ".join(f"{when:.0f} s" for when, name in soak.kills if name == moment)
        print(f"killed {moments[moment]} times: {text} (at {at})")
    print(f"requests {REQUESTS}, dossiers told {len(set(told))}, mails {len(soak.inbox.messages)}")
    print(f"lost {len(lost) + len(missing)}, repeats {repeats} (same Message-ID, date, text: {not differing})")
    leaked = "personne" in log
    print(f"contact details in the log: {'yes' if leaked else 'none'}; {time.monotonic() - soak.began:.0f} s in all")
    return 1 if lost or missing or differing or leaked or unexplained else 0


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        soak = Soak(Path(name))
        threads = [threading.Thread(target=work, daemon=True) for work in (soak.supervise, soak.stop_mail)]
        for thread in threads:
            thread.start()
        with ThreadPoolExecutor(8) as people:
            told = list(people.map(soak.ask, range(REQUESTS)))
        while len(soak.kills) < len(PLAN) or len(set(soak.inbox.numbers)) < len(set(told)):
            time.sleep(0.2)
            if time.monotonic() - soak.began > 900:
                break
        time.sleep(6)  # a repeat would come by now
        soak.over.set()
        for thread in threads:
            thread.join()
        soak.gateway.kill()
        return report(soak, told, (Path(name) / "log").read_text(errors="replace"))


if __name__ == "__main__":
    sys.exit(main())
