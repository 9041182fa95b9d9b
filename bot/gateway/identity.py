"""Who speaks: the server's key, the callers and their secrets, and the ids derived from them.

A caller's own ``sender`` is never stored nor sent on: what is kept is an HMAC of it under the server's key.
"""

import base64
import hashlib
import hmac
import ipaddress
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from bot.gateway.refusals import Refusal
from bot.runtime.secret import start_secret
from bot.settings import LOOPBACK_NAMES, Settings

LOCAL_CALLER = ""
"""Name of the caller without a secret; no configured name is empty."""
WIDGET_CALLER = "="
"""Name under which the widget's conversations are kept; no configured name holds this sign."""
CONNECTOR_CALLER = "=connecteur"
"""Name of the connectors that this service started itself, and gave a secret to."""
_ID_BYTES = 16
_HTTP_PORT = 80


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def server_key(settings: Settings) -> bytes:
    """The key of the HMACs: the setting, else ``var/gateway.key``, made at first start and readable by us only.

    Raises:
        ValueError: when the file is there but holds no key.
    """
    if settings.gateway_secret:
        return settings.gateway_secret.encode()
    path = settings.var_dir / "gateway.key"
    if not path.exists():
        _write_key(path)
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 32:
        raise ValueError(f"{path}: no key in this file; delete it to have another made")
    return key.encode()


def _write_key(path: Path) -> None:
    """Make the file complete at once, so that two processes that start together read the same key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first: its key is the one
    finally:
        draft.unlink()


def read_callers(value: str) -> dict[str, bytes]:
    """Callers' names and the digests of their secrets, from ``name=secret,…``.

    Raises:
        ValueError: a part without name or secret, or a name said twice.
    """
    callers: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        name, _, secret = (piece.strip() for piece in part.partition("="))
        if not name or not secret or name in callers:
            raise ValueError("GATEWAY_CALLERS must be name=secret, comma-separated, each name once")
        callers[name] = hashlib.sha256(secret.encode()).digest()
    return callers


def _said_by_a_proxy(header: str) -> bool:
    """Whether a header (in lower case) is one that proxies add."""
    return header in ("forwarded", "via", "x-real-ip") or header.startswith(_PROXY) or header.endswith("client-ip")


_PROXY = ("x-forwarded", "x-original", "x-envoy", "x-cluster", "cf-", "true-client", "fastly-", "x-azure", "x-amz")


class Identity:
    """Authentication of callers and derivation of ids."""

    def __init__(self, settings: Settings) -> None:
        self._key = server_key(settings)
        self._callers = read_callers(settings.gateway_callers)
        started = start_secret()
        self._connector = hashlib.sha256(started.encode()).digest() if started else None
        port = "" if settings.port == _HTTP_PORT else f":{settings.port}"
        self._here = frozenset(f"{name}{port}" for name in LOOPBACK_NAMES)
        self._open_here = is_loopback(settings.host) and not (
            settings.public_url or settings.widget_origins or settings.trusted_proxies
        )

    def caller(self, headers: Mapping[str, str], peer: str) -> str:
        """Name of the caller of a request (keys of ``headers`` in lower case) that comes from the address ``peer``.

        With callers configured each shows its secret. Without any, only a program of this machine is served, and only
        while nothing says that the service is open to others: it comes from a loopback address, asks for this machine
        by its name and our port, and bears no header of a proxy's, nor the ``Origin`` of another site's page.

        Raises:
            Refusal: 401.
        """
        caller = self._by_secret(headers.get("authorization", ""))
        if caller is not None:
            return caller
        host, origin = headers.get("host", "").lower(), headers.get("origin")
        foreign = origin is not None and origin.lower().partition("://")[2] != host
        forwarded = any(_said_by_a_proxy(name) for name in headers)
        local = self._open_here and not self._callers and is_loopback(peer) and host in self._here
        if not local or forwarded or foreign:
            raise Refusal(401, "unauthorized")
        return LOCAL_CALLER

    def _by_secret(self, authorization: str) -> str | None:
        """Name of the caller whose secret is shown, if any."""
        scheme, _, secret = authorization.partition(" ")
        digest = hashlib.sha256(secret.strip().encode("utf-8", "surrogateescape")).digest()
        found = None
        for name, expected in self._callers.items():
            # All are compared, so that the time taken tells nothing.
            if hmac.compare_digest(digest, expected):
                found = name
        if self._connector is not None and hmac.compare_digest(digest, self._connector):
            found = CONNECTOR_CALLER
        return found if scheme.lower() == "bearer" else None

    def conversation_key(self, caller: str, sender: str) -> str:
        """What a conversation is stored under: 128 bits in hexadecimal."""
        return self._digest("conversation", caller, sender)

    def rasa_id(self, key: str, generation: int) -> str:
        """Rasa's sender id of one generation of a conversation (which caller and sender are in its key)."""
        return self._digest("rasa", key, str(generation))

    def probe_id(self) -> str:
        """Rasa's sender id of the health check's own conversation."""
        return self._digest("probe")

    def address_key(self, host: str) -> str:
        """What the requests of an address are counted under: an IPv6 network is one address, whoever holds it all."""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return self._digest("address", host)
        if address.version == 6:
            return self._digest("address", str(ipaddress.ip_network((address, 64), strict=False)))
        return self._digest("address", str(address))

    def signature(self, text: str) -> str:
        """128 bits that only this server's key gives for a text, in 22 URL-safe characters."""
        return base64.urlsafe_b64encode(self._mac("signature", text)).decode().rstrip("=")

    def _digest(self, *parts: str) -> str:
        return self._mac(*parts).hex()

    def _mac(self, *parts: str) -> bytes:
        # Lengths in front: no two lists of parts give the same bytes.
        message = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))
        return hmac.new(self._key, message, hashlib.sha256).digest()[:_ID_BYTES]
