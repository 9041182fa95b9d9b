"""argparse in French: its own labels and refusals, from the catalogue in ``textes.yml``.

argparse asks gettext for each of them. Python ships no French catalogue, and gettext reads compiled files only: the
function that argparse calls is given a table instead, of which a test sees that it leaves nothing in English.
"""

import argparse
from typing import NoReturn

from bot.texts import texts


def _said(message: str) -> str:
    """A label in French; argparse's own when the catalogue hasn't got it, which is better than none."""
    known: dict[str, str] = texts(__file__).get("argparse")
    return known.get(message, message)


def _counted(one: str, several: str, count: int) -> str:
    """A label that has a plural."""
    return _said(one if count == 1 else several)


def speak_french() -> None:
    """Have argparse ask our catalogue, for the rest of the process."""
    vars(argparse).update({"_": _said, "ngettext": _counted})


class FrenchParser(argparse.ArgumentParser):
    """A parser whose refusals are one French line and the way to the help."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, then end with status 2."""
        # « argument X: » is the one label that argparse doesn't translate.
        shown = message.replace(": ", " : ", 1) if message.startswith("argument ") else message
        self.exit(2, texts(__file__).say("refus", programme=self.prog, raison=shown) + "\n")
