"""``python -m bot.gateway``: serve until stopped."""

from bot.gateway.app import serve

if __name__ == "__main__":
    serve()
