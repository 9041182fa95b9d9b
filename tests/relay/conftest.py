"""Fixtures of the relay's tests."""

from relay_house import blank, post, queued, table, worker

__all__ = ["blank", "post", "queued", "table", "worker"]
