"""``python -m bot.gateway``: serve until stopped."""

import sys

from bot.gateway.server import serve

if __name__ == "__main__":
    sys.exit(serve())
