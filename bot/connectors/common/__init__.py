"""What the connectors share: the gateway's client, the rendering of a turn, settings, limits."""
