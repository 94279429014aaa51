"""The encoder's computation as an ONNX graph without weights: they are named, and the run time hands them over at load.

One graph is one way through layers that are kept once: the general encoder, and the tuned one that shares the lower
layers. Texts of a batch have the same number of word pieces, so nothing is padded and nothing is masked. Every matrix of
weights is int8, every activation before one is rounded with a scale that is fixed beforehand; both together keep a
text's result free of its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.tower import EPSILON, HEADS, WIDTH

MICROSOFT = "com.microsoft"
IR_VERSION = 9
OPSET = 20
FIRST = np.zeros(1, np.int64)
PIECES_AXIS = ONE = np.ones(1, np.int64)


@dataclass
class Graph:
    """Nodes and named weights, written in the order of computation."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: dict[str, onnx.TensorProto] = field(default_factory=dict)
    made: int = 0
    rounds: bool = True
    """False: the same weights as float32, for devices that have no fast product of whole numbers."""

    def do(self, kind: str, *inputs: str, out: str | None = None, domain: str = "", **settings: object) -> str:
        """Add a node; returns the name of what it makes."""
        self.made += 1
        name = out or f"v{self.made}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **settings))
        return name

    def weight(self, name: str, array: NDArray) -> str:
        """A weight that the run time hands over: its name, kind and shape alone are in the graph. Single numbers are in it."""
        if array.size == 1:
            self.weights[name] = numpy_helper.from_array(array, name)
        if name not in self.weights:
            proto = TensorProto()
            proto.name = name
            proto.data_type = helper.np_dtype_to_tensor_dtype(array.dtype)
            proto.dims.extend(array.shape)
            proto.data_location = TensorProto.EXTERNAL
            place = proto.external_data.add()
            place.key, place.value = "location", "given at load"
            self.weights[name] = proto
        return name


def encoder_graph(
    arrays: dict[str, NDArray], layers: list[str], output: str, shifted: str | None = None, *, rounds: bool = True
) -> bytes:
    """The graph of word pieces through ``layers``: ``mean`` of the pieces (the general encoder) or
    ``mean+max`` (the tuned one: mean and maximum side by side). At the layer ``shifted`` the input ``shift``
    float32[texts, 384] is added to every piece. Input ``pieces`` int32[texts, pieces].
    """
    graph = Graph(rounds=rounds)
    x = _embedded(graph, arrays)
    inputs = [helper.make_tensor_value_info("pieces", TensorProto.INT32, ["texts", "length"])]
    for layer in layers:
        if layer == shifted:
            inputs.append(helper.make_tensor_value_info("shift", TensorProto.FLOAT, ["texts", 1, WIDTH]))
            x = graph.do("Add", x, "shift")
        x = _layer(graph, arrays, layer, x)
    if output == "mean":
        _mean(graph, x, "out")
    else:
        highest = graph.do("ReduceMax", x, graph.weight("axis", PIECES_AXIS), keepdims=0)
        graph.do("Concat", _mean(graph, x), highest, out="out", axis=-1)
    outputs = [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["texts", WIDTH * (output.count("+") + 1)])]
    made = helper.make_graph(graph.nodes, "encoder", inputs, outputs, list(graph.weights.values()))
    versions = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    return bytes(helper.make_model(made, opset_imports=versions, ir_version=IR_VERSION).SerializeToString())


def _mean(graph: Graph, x: str, out: str | None = None) -> str:
    """Mean over the pieces. ReduceMean adds in another order for one text than for several; a product does not."""
    length = graph.do("Shape", "pieces", start=1, end=2)
    row = graph.do("Concat", graph.weight("one", ONE), length, axis=0)
    ones = graph.do("ConstantOfShape", row, value=helper.make_tensor("value", TensorProto.FLOAT, [1], [1.0]))
    total = graph.do("Squeeze", graph.do("MatMul", ones, x), graph.weight("axis", PIECES_AXIS))
    return graph.do("Div", total, graph.do("Cast", length, to=TensorProto.FLOAT), out=out)


def _embedded(graph: Graph, arrays: dict[str, NDArray]) -> str:
    word = graph.do("Cast", graph.do("Gather", graph.weight("word", arrays["word"]), "pieces"), to=TensorProto.FLOAT)
    scale = graph.do("Gather", graph.weight("word.scale", arrays["word.scale"]), "pieces")
    length = graph.do("Shape", "pieces", start=1, end=2)
    place = graph.do("Slice", graph.weight("place", arrays["place"]), graph.weight("first", FIRST), length)
    x = graph.do("Add", graph.do("Mul", word, scale), place)
    return _normed(graph, arrays, "norm", x)


def _normed(graph: Graph, arrays: dict[str, NDArray], name: str, x: str) -> str:
    gain, bias = (graph.weight(f"{name}.{part}", arrays[f"{name}.{part}"]) for part in ("gain", "bias"))
    return graph.do("LayerNormalization", x, gain, bias, axis=-1, epsilon=EPSILON)


def _rounded(graph: Graph, arrays: dict[str, NDArray], site: str, x: str) -> str:
    """Activations as uint8 with the fixed scale of their place, after each column was given its own size."""
    if f"{site}.size" in arrays:
        x = graph.do("Mul", x, graph.weight(f"{site}.size", arrays[f"{site}.size"]))
    if not graph.rounds:
        return x
    return graph.do("QuantizeLinear", x, *(graph.weight(f"{site}.{part}", arrays[f"{site}.{part}"]) for part in ("scale", "zero")))


def _dense(graph: Graph, arrays: dict[str, NDArray], site: str, name: str, rounded: str) -> str:
    """Times a matrix of int8 weights, plus its bias, as float."""
    if not graph.rounds:
        weight = graph.weight(name, arrays[name].astype(np.float32))
        return graph.do("Add", graph.do("MatMul", rounded, weight), graph.weight(f"{name}.bias", arrays[f"{name}.bias"]))
    weight, scale, bias = (graph.weight(key, arrays[key]) for key in (name, f"{name}.scale", f"{name}.bias"))
    return graph.do(
        "MatMulIntegerToFloat", rounded, weight, graph.weight(f"{site}.scale", arrays[f"{site}.scale"]), scale,
        graph.weight(f"{site}.zero", arrays[f"{site}.zero"]), "", bias, domain=MICROSOFT,
    )


def _layer(graph: Graph, arrays: dict[str, NDArray], layer: str, x: str) -> str:
    seen = _rounded(graph, arrays, f"{layer}.in", x)
    parts = [_dense(graph, arrays, f"{layer}.in", f"{layer}.{part}", seen) for part in ("query", "key", "value")]
    heard = graph.do("MultiHeadAttention", *parts, domain=MICROSOFT, num_heads=HEADS)
    heard = _dense(graph, arrays, f"{layer}.heard", f"{layer}.out", _rounded(graph, arrays, f"{layer}.heard", heard))
    x = _normed(graph, arrays, f"{layer}.norm1", graph.do("Add", x, heard))
    up = _dense(graph, arrays, f"{layer}.middle", f"{layer}.up", _rounded(graph, arrays, f"{layer}.middle", x))
    bent = graph.do("Gelu", up, domain=MICROSOFT)
    down = _dense(graph, arrays, f"{layer}.bent", f"{layer}.down", _rounded(graph, arrays, f"{layer}.bent", bent))
    return _normed(graph, arrays, f"{layer}.norm2", graph.do("Add", x, down))


def asked_for(graph: bytes) -> list[str]:
    """Names of the weights that the run time hands to a graph."""
    weights = onnx.load_from_string(graph).graph.initializer
    return [weight.name for weight in weights if weight.data_location == TensorProto.EXTERNAL]
