"""A web server on loopback that answers as told, path by path."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Served:
    """Its address, what it answers (path -> answers in turn, the last one for ever), and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.heads: dict[str, int] = {}
        """What it answers when only the head is asked for (path -> status); elsewhere it doesn't know that way."""

        self.heads_asked: Counter[str] = Counter()
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()

    def say(self, path: str, *answers: Any) -> str:
        """Answer ``path`` with these, in turn: a status, or (status, headers, body); returns the full address."""
        self.answers[path] = [(one, {}, b"ok") if isinstance(one, int) else one for one in answers]
        return self.address + path

    def entering(self, path: str, headers: dict[str, str]) -> int:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            self.headers.append(headers)
            self.asked[path] += 1
            return self.asked[path]

    def leaving(self) -> None:
        with self._lock:
            self._now -= 1


@contextmanager
def local_server() -> Iterator[Served]:
    """A running server; status 0 cuts the connection, -1 keeps it silent for a second."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            rank = served.entering(self.path, dict(self.headers))
            try:
                answers = served.answers.get(self.path, [(404, {}, b"")])
                status, headers, body = answers[min(rank, len(answers)) - 1]
                if status <= 0:
                    time.sleep(-status)
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass
            finally:
                served.leaving()

        def do_HEAD(self) -> None:
            served.heads_asked[self.path] += 1
            status = served.heads.get(self.path, 501)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Served(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
