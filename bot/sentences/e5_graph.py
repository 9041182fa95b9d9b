"""The network of multilingual-e5-small as an ONNX graph, and its vocabulary as a SentencePiece model.

From token numbers to a unit vector: embeddings, twelve layers of attention and feed-forward, mean, norm. Matrices are
kept in 7 bits, one scale a column, and multiplied in integers; the table of word pieces stays in 4 bits.
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from bot.sentences.e5_file import BLOCK, E5File, Floats

TOKENS, PLACES, VECTOR = "tokens", "places", "vector"
"""Inputs (numbers and places of a text's tokens, from 0) and output (1 x width) of the graph."""

_MICROSOFT = "com.microsoft"
_OPSETS = (("", 18), (_MICROSOFT, 1))
_IR_VERSION = 9


_LARGEST = 63
"""Of a weight. A processor without VNNI adds two products of a byte (0 to 255) and a weight in 16 bits: 2 x 255 x 64 is
the most that fits, so that above 63 its sums saturate and its vectors are others than those of a newer processor."""


def _quantised(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A matrix (in x out) as whole numbers with the scale of each column."""
    scales = (np.abs(matrix).max(axis=0) / _LARGEST).astype(np.float32)
    return np.clip(np.round(matrix / scales), -_LARGEST, _LARGEST).astype(np.int8), scales


def _packed(numbers: NDArray[Any]) -> bytes:
    """Numbers from 0 to 15, two a byte, the first in the low half."""
    flat = numbers.astype(np.uint8).ravel()
    return (flat[0::2] | (flat[1::2] << 4)).tobytes()


class _Builder:
    """Nodes and constants of a graph, in the order of their making; each method returns its output's name."""

    def __init__(self, source: E5File) -> None:
        self.source, self.sizes = source, source.sizes
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.constant("columns.axis", np.array([-1]))

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **settings))
        return output

    def multiplied(self, inputs: str, names: list[str], columns: int, output: str) -> str:
        """Inputs times the matrices of these names, side by side, plus their biases."""
        matrix = np.concatenate([self.source.matrix(f"{name}.w", columns) for name in names]).T
        weights, scales = _quantised(matrix)
        bias = np.concatenate([self.source.vector(f"{name}.b") for name in names])
        given = [
            inputs, self.constant(f"{output}.w", weights), self.constant(f"{output}.s", scales), "",
            self.constant(f"{output}.b", bias),
        ]  # fmt: skip
        return self.node("DynamicQuantizeMatMul", given, output, _MICROSOFT)

    def multiplied_by_rows(self, inputs: str, name: str, columns: int, output: str) -> str:
        """The same with one matrix, each token (row) quantised on its own scale.

        The operator has one scale for the whole text: where tokens differ much in size, as inside the feed-forward,
        the small ones would be rounded away. Rows are divided by their largest number before, multiplied by it after.
        """
        sizes = self.node("Abs", [inputs], f"{output}.sizes")
        largest = self.node("ReduceMax", [sizes, "columns.axis"], f"{output}.largest", keepdims=1)
        levelled = self.node("Div", [inputs, largest], f"{output}.levelled")
        weights, scales = _quantised(self.source.matrix(f"{name}.w", columns).T)
        given = [levelled, self.constant(f"{output}.w", weights), self.constant(f"{output}.s", scales)]
        product = self.node("DynamicQuantizeMatMul", given, f"{output}.product", _MICROSOFT)
        restored = self.node("Mul", [product, largest], f"{output}.restored")
        bias = self.constant(f"{output}.b", self.source.vector(f"{name}.b"))
        return self.node("Add", [restored, bias], output)

    def normed(self, inputs: str, name: str, output: str) -> str:
        """Layer norm with the weights of that name."""
        weights = self.constant(f"{output}.w", self.source.vector(f"{name}.w"))
        bias = self.constant(f"{output}.b", self.source.vector(f"{name}.b"))
        given = [inputs, weights, bias]
        return self.node("LayerNormalization", given, output, axis=-1, epsilon=self.sizes.epsilon)

    def embeddings(self) -> str:
        """Word pieces and places as vectors (1 x tokens x width)."""
        width = self.sizes.width
        scales, numbers = self.source.blocks("emb.word", width)
        # 0 to 15 stand for -8 to 7: the other value of the highest bit, in four bits with a sign.
        words = helper.make_tensor("words", TensorProto.INT4, numbers.shape, _packed(numbers ^ 8), raw=True)
        self.constants.append(words)
        found = self.node(
            "GatherBlockQuantized", ["words", TOKENS, self.constant("words.s", scales)], "words.found", _MICROSOFT,
            gather_axis=0, quantize_axis=1, block_size=BLOCK,
        )  # fmt: skip
        places = self.source.vector("emb.pos").reshape(-1, width) + self.source.vector("emb.type")[:width]
        placed = self.node("Gather", [self.constant("places.w", places), PLACES], "places.found", axis=0)
        added = self.node("Add", [found, placed], "embedded")
        row = self.node("Unsqueeze", [added, self.constant("first", np.array([0]))], "row")
        return self.normed(row, "emb.ln", "layer0")

    def layer(self, inputs: str, number: int) -> str:
        """One layer of the encoder."""
        of, width, inner = f"l{number}", self.sizes.width, self.sizes.inner
        together = self.multiplied(inputs, [f"{of}.q", f"{of}.k", f"{of}.v"], width, f"{of}.qkv")
        parts = [f"{of}.queries", f"{of}.keys", f"{of}.values"]
        self.nodes.append(helper.make_node("Split", [together], parts, axis=2, num_outputs=3))
        attended = self.node("MultiHeadAttention", parts, f"{of}.attended", _MICROSOFT, num_heads=self.sizes.heads)
        output = self.multiplied(attended, [f"{of}.ao"], width, f"{of}.out")
        middle = self.normed(self.node("Add", [inputs, output], f"{of}.sum"), f"{of}.aln", f"{of}.middle")
        wide = self.multiplied_by_rows(middle, f"{of}.fi", width, f"{of}.wide")
        bent = self.node("Gelu", [wide], f"{of}.bent", _MICROSOFT)
        narrow = self.multiplied_by_rows(bent, f"{of}.fo", inner, f"{of}.narrow")
        return self.normed(self.node("Add", [middle, narrow], f"{of}.end"), f"{of}.oln", f"layer{number + 1}")


def network(source: E5File) -> bytes:
    """The graph, as a file's content."""
    builder = _Builder(source)
    state = builder.embeddings()
    for number in range(source.sizes.layers):
        state = builder.layer(state, number)
    mean = builder.node("ReduceMean", [state, builder.constant("tokens.axis", np.array([1]))], "mean", keepdims=0)
    builder.node("LpNormalization", [mean], VECTOR, axis=-1, p=2)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["count"]) for name in (TOKENS, PLACES)]
    output = helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [1, source.sizes.width])
    graph = helper.make_graph(builder.nodes, "multilingual-e5-small", inputs, [output], builder.constants)
    opsets = [helper.make_opsetid(domain, number) for domain, number in _OPSETS]
    model: onnx.ModelProto = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
    content: bytes = model.SerializeToString()
    return content
