"""What the files make of one question: surely, likely, or not at all."""

from dataclasses import dataclass

from bot.answers import NOT_SAID, SURE, Found, Passage

NEAR, NEAREST = 0.45, 4
"""Probability, and rank, of what may be told as the nearest thing that a file says: it answers every other time."""

RIGHT = 0.8
"""Probability of the best passage from which it is told as the answer, however sure the file as a whole is.

Told so, with those of a sure file, it is wrong one time in fifteen, and shown to three in a hundred of the questions
that a file doesn't answer (the 330 questions of the evaluation).
"""

PLAINLY_ASKS = 0.9
"""``Found.asks`` from which a message is a question on what is at hand, whatever else its words bring to mind."""

LOOSELY = 0.65
"""The same probability for passages that are near everything."""

LOOSE = ("limits", "summary", "details")
"""Passages that are near everything."""


@dataclass(frozen=True)
class Answered:
    """One question with what the files make of it."""

    question: str
    found: Found

    @property
    def said(self) -> bool:
        """Whether the files surely hold its answer, or one passage surely is it."""
        ranked = self.found.ranked
        return bool(ranked) and (self.found.answered >= SURE or ranked[0][1] >= RIGHT)

    @property
    def likely(self) -> bool:
        """Whether something in the files is worth telling as the nearest thing."""
        return bool(self.found.ranked) and self.found.answered >= NOT_SAID

    def says_else(self, kind: str) -> bool:
        """Whether what the files surely answer is of another kind than plain words tell ("avant qu'on paie ?")."""
        best = self.found.ranked[0][0] if self.found.ranked else None
        return self.said and best is not None and kind not in (best.kind, best.field)

    @property
    def near(self) -> list[Passage]:
        """The passages that likely answer, best first."""
        return [
            passage
            for passage, share in self.found.ranked[:NEAREST]
            if share >= (LOOSELY if passage.field in LOOSE else NEAR)
            and (passage.kind != "phone" or self.found.kind == "phone")
        ]
