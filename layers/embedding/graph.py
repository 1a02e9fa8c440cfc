"""The MiniLM sentence encoder written down as an ONNX graph.

Source of the formula: BERT (Devlin et al., 2018) as configured by
``sentence-transformers/all-MiniLM-L6-v2``: 6 layers, 12 heads, width 384, post-norm, exact GELU,
then the mean over the real tokens and the L2 norm.

The graph is written in its final, fused form (one product for query, key and value; the
attention scale and the token type folded into weights), so that a session needs no optimiser.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from onnx import (
    ModelProto,
    NodeProto,
    TensorProto,
    ValueInfoProto,
    helper,
    numpy_helper,
)

LAYERS = 6
HEADS = 12
WIDTH = 384
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-12
OPSET = 20
IR_VERSION = 10

Weights = Mapping[str, NDArray[np.float32]]
Attribute = int | float | str | Sequence[int]


class Graph:
    """Collects the nodes and constants of a graph, in the order they are added."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def add_node(self, kind: str, inputs: list[str], output: str, **attributes: Attribute) -> str:
        """Add one node and return the name of its output."""
        return self.add_many(kind, inputs, [output], **attributes)[0]

    def add_many(
        self, kind: str, inputs: list[str], outputs: list[str], **attributes: Attribute
    ) -> list[str]:
        """Add one node with several outputs and return their names."""
        node = helper.make_node(kind, inputs, outputs, name=outputs[0])
        node.attribute.extend(helper.make_attribute(*item) for item in sorted(attributes.items()))
        self.nodes.append(node)
        return outputs

    def add_constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant once and return its name."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add_dense(
        self, x: str, name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> str:
        """``x @ weight.T + bias``, the weight as PyTorch stores it (outputs × inputs)."""
        product = self.add_node(
            "MatMul", [x, self.add_constant(f"{name}.w", weight.T)], f"{name}.product"
        )
        return self.add_node("Add", [product, self.add_constant(f"{name}.b", bias)], name)

    def add_layer_norm(self, x: str, name: str, weights: Weights, source: str) -> str:
        """Normalise over the last axis with the learned scale and shift of `source`."""
        scale = self.add_constant(f"{name}.scale", weights[f"{source}.LayerNorm.weight"])
        shift = self.add_constant(f"{name}.shift", weights[f"{source}.LayerNorm.bias"])
        return self.add_node(
            "LayerNormalization", [x, scale, shift], name, axis=-1, epsilon=EPSILON
        )


def build_model(weights: Weights, metadata: dict[str, str]) -> ModelProto:
    """Build ``(input_ids, attention_mask: int64, n × length) -> vectors (float32, n × 384)``."""
    graph = Graph()
    hidden = _add_embeddings(graph, weights)
    bias = _add_attention_bias(graph)
    for number in range(LAYERS):
        hidden = _add_layer(graph, weights, number, hidden, bias)
    _add_mean_and_norm(graph, hidden)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [
                _describe_value("input_ids", TensorProto.INT64),
                _describe_value("attention_mask", TensorProto.INT64),
            ],
            [_describe_value("vectors", TensorProto.FLOAT, WIDTH)],
            initializer=list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(model, metadata)
    return model


def _describe_value(name: str, kind: int, columns: int | str = "length") -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["n", columns])


def _add_embeddings(graph: Graph, weights: Weights) -> str:
    """Word + position + token type; every ticket is one segment, so type 0 joins the positions."""
    words = graph.add_constant("words", weights["embeddings.word_embeddings.weight"])
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    positions = graph.add_constant(
        "positions", weights["embeddings.position_embeddings.weight"] + segment
    )
    length = graph.add_node("Shape", ["input_ids"], "length", start=1, end=2)
    start = graph.add_constant("start", np.array([0], np.int64))
    place = graph.add_node("Slice", [positions, start, length], "place")
    word = graph.add_node("Gather", [words, "input_ids"], "word")
    total = graph.add_node("Add", [word, place], "embedded")
    return graph.add_layer_norm(total, "embeddings", weights, "embeddings")


def _add_attention_bias(graph: Graph) -> str:
    """0 for a real token and the lowest float for padding, shaped n × 1 × 1 × length."""
    mask = graph.add_node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    axes = graph.add_constant("head_axes", np.array([1, 2], np.int64))
    wide = graph.add_node("Unsqueeze", [mask, axes], "mask.wide")
    unit = graph.add_constant("one", np.array(1, np.float32))
    lowest = graph.add_constant("lowest", np.array(np.finfo(np.float32).min, np.float32))
    return graph.add_node(
        "Mul", [graph.add_node("Sub", [unit, wide], "padding"), lowest], "attention_bias"
    )


def _add_layer(graph: Graph, weights: Weights, number: int, x: str, bias: str) -> str:
    source, name = f"encoder.layer.{number}", f"layer{number}"
    context = _add_attention(graph, weights, number, x, bias)
    added = graph.add_node("Add", [x, context], f"{name}.attended")
    x = graph.add_layer_norm(added, f"{name}.attention", weights, f"{source}.attention.output")
    wide = _add_dense(graph, weights, x, f"{name}.wide", f"{source}.intermediate.dense")
    active = graph.add_node("Gelu", [wide], f"{name}.active", approximate="none")
    narrow = _add_dense(graph, weights, active, f"{name}.narrow", f"{source}.output.dense")
    added = graph.add_node("Add", [x, narrow], f"{name}.added")
    return graph.add_layer_norm(added, name, weights, f"{source}.output")


def _add_dense(graph: Graph, weights: Weights, x: str, name: str, source: str) -> str:
    return graph.add_dense(x, name, weights[f"{source}.weight"], weights[f"{source}.bias"])


def _add_attention(graph: Graph, weights: Weights, number: int, x: str, bias: str) -> str:
    source, name = f"encoder.layer.{number}.attention", f"layer{number}"
    q, k, v = _add_query_key_value(graph, weights, f"{source}.self", name, x)
    scores = graph.add_node("MatMul", [q, k], f"{name}.scores")
    masked = graph.add_node("Add", [scores, bias], f"{name}.masked")
    share = graph.add_node("Softmax", [masked], f"{name}.share", axis=-1)
    heads = graph.add_node("MatMul", [share, v], f"{name}.heads")
    rows = graph.add_node("Transpose", [heads], f"{name}.rows", perm=[0, 2, 1, 3])
    flat = graph.add_constant("flat", np.array([0, 0, WIDTH], np.int64))
    context = graph.add_node("Reshape", [rows, flat], f"{name}.context")
    return _add_dense(graph, weights, context, f"{name}.output", f"{source}.output.dense")


def _add_query_key_value(
    graph: Graph, weights: Weights, source: str, name: str, x: str
) -> tuple[str, str, str]:
    """One product for all three; query and value by head, key transposed, query scaled."""
    scale = np.float32(1 / np.sqrt(HEAD_WIDTH))
    parts = {"query": scale, "key": np.float32(1), "value": np.float32(1)}
    weight = np.concatenate([weights[f"{source}.{part}.weight"] * parts[part] for part in parts])
    shift = np.concatenate([weights[f"{source}.{part}.bias"] * parts[part] for part in parts])
    together = graph.add_dense(x, f"{name}.qkv", weight, shift)
    split = [f"{name}.{part}" for part in parts]
    graph.add_many("Split", [together], split, axis=2, num_outputs=3)
    by_head = graph.add_constant("by_head", np.array([0, 0, HEADS, HEAD_WIDTH], np.int64))
    for part, order in zip(split, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True):
        graph.add_node("Reshape", [part, by_head], f"{part}.split")
        graph.add_node("Transpose", [f"{part}.split"], f"{part}.heads", perm=order)
    return f"{split[0]}.heads", f"{split[1]}.heads", f"{split[2]}.heads"


def _add_mean_and_norm(graph: Graph, hidden: str) -> None:
    """The mean over real tokens; its L2 norm makes the token count cancel out of the division."""
    axis = graph.add_constant("token_axis", np.array([1], np.int64))
    row = graph.add_node("Unsqueeze", ["mask", axis], "mask.row")
    total = graph.add_node("MatMul", [row, hidden], "total")
    vector = graph.add_node("Squeeze", [total, axis], "vector")
    graph.add_node("LpNormalization", [vector], "vectors", axis=-1, p=2)
