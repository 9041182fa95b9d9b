"""``python -m bot``: same verbs as the console script ``orientation``."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
