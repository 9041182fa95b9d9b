"""Mattermost: a bot account that reads the WebSocket and writes by REST."""
