"""A real Matrix server on this machine: Synapse on SQLite, from an environment of its own."""

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SECRET = "inscription"
_HIGH = "{per_second: 10000, burst_count: 10000}"

CONFIG = """
server_name: "{name}"
listeners:
  - {{port: {port}, type: http, bind_addresses: ["127.0.0.1"], resources: [{{names: [client], compress: false}}]}}
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
media_store_path: "{folder}/media"
signing_key_path: "{folder}/signing.key"
registration_shared_secret: "{secret}"
macaroon_secret_key: "{secret}"
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
rc_message: {message}
rc_login: {{address: {high}, account: {high}, failed_attempts: {high}}}
rc_joins: {{local: {high}, remote: {high}}}
rc_invites: {{per_room: {high}, per_user: {high}, per_issuer: {high}}}
rc_room_creation: {high}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Synapse:
    """Start, stop, start again on the same port and data."""

    def __init__(self, folder: Path, name: str = "localhost", message: str = _HIGH) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.name = name
        self._process: "subprocess.Popen[bytes] | None" = None
        config = CONFIG.format(name=name, port=self.port, folder=folder, secret=SECRET, message=message, high=_HIGH)
        (folder / "homeserver.yaml").write_text(config)
        self._run("--generate-keys").wait(60)

    def _run(self, *more: str) -> "subprocess.Popen[bytes]":
        python = ROOT / ".venv-synapse" / "bin" / "python"
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(python), "-m", "synapse.app.homeserver", "-c", str(self.folder / "homeserver.yaml"), *more],
                cwd=self.folder, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": ""},
            )  # fmt: skip

    def start(self) -> "Synapse":
        self._process = self._run()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                self.call("GET", "/_matrix/client/versions")
                return self
            except (OSError, ValueError):
                assert self._process.poll() is None, (self.folder / "log").read_text()[-3000:]
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text()[-3000:])

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=20) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read()[:300]!r}") from None

    def register(self, name: str, password: str = "motdepasse", display: str = "") -> str:
        """Make an account; its id."""
        nonce = self.call("GET", "/_synapse/admin/v1/register")["nonce"]
        signed = "\0".join([nonce, name, password, "notadmin"]).encode()
        body = {"nonce": nonce, "username": name, "password": password, "displayname": display or name, "admin": False,
                "mac": hmac.new(SECRET.encode(), signed, hashlib.sha1).hexdigest()}  # fmt: skip
        return str(self.call("POST", "/_synapse/admin/v1/register", body)["user_id"])


def product_python() -> str:
    """The interpreter of the product's environment: the gateway runs there."""
    return str(ROOT / ".venv" / "bin" / "python")


def connectors_python() -> str:
    return sys.executable
