"""Tchap, the State's messaging, and any Matrix server: encrypted rooms, direct messages, threads.

``events.py``, ``domains.py``, ``bucket.py`` and ``batches.py`` are pure; ``store.py`` is what is kept; ``client.py``
knows Matrix and nothing of the assistant; ``bridge.py`` joins them: events in, the gateway, answers out.
"""
