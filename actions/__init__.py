"""Rasa custom actions: one short module a topic; alone imports rasa_sdk."""
