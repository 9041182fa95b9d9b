"""Files that a process makes are its own user's: databases, keys and models hold what people wrote, or decide."""

import os


def keep_files_private() -> None:
    """Make what this process writes from now on readable by its own user only."""
    os.umask(0o077)
