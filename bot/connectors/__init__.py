"""Outside services where people talk to the assistant: one folder a service, same inner names.

Each connector is a process of its own, in the connectors' environment, and speaks to the gateway's routes only; none
imports the dialogue engine. ``common/`` is what they share.
"""
