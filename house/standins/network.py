"""Layers with random weights as ONNX nodes; a value is named by its node's output."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import ArrayLike, DTypeLike
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8
SEED = 1


@dataclass
class Network:
    """Nodes and weights in the order in which they were written.

    Shapes in docstrings: [1, C, T] holds C channels over T places.
    """

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: list[onnx.TensorProto] = field(default_factory=list)
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output."""
        return self.ops(kind, 1, *inputs, **attributes)[0]

    def ops(self, kind: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        """Add a node."""
        names = [f"n{len(self.nodes)}.{output}" for output in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names

    def constant(self, value: ArrayLike, kind: DTypeLike = np.float32) -> str:
        """Add given numbers."""
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def integers(self, *values: int) -> str:
        """Add a vector of integers, as shapes and axes are given."""
        return self.constant(values, np.int64)

    def normal(self, *shape: int, deviation: float) -> str:
        """Add random numbers."""
        numbers = self.random.standard_normal(shape, np.float32)
        return self.constant(numbers * np.float32(deviation))

    def conv(
        self, x: str, inputs: int, outputs: int, width: int = 1, spread: int = 1, groups: int = 1
    ) -> str:
        """Add a convolution that keeps the length, with weights that keep the level."""
        fan_in = inputs // groups * width
        weight = self.normal(outputs, inputs // groups, width, deviation=fan_in**-0.5)
        bias = self.constant(np.zeros(outputs))
        pad = (width - 1) // 2 * spread
        options = {"dilations": [spread], "group": groups, "kernel_shape": [width]}
        return self.op("Conv", x, weight, bias, pads=[pad, pad], **options)

    def upsample(self, x: str, inputs: int, outputs: int, width: int, rate: int) -> str:
        """Add a transposed convolution that gives `rate` places for each."""
        deviation = (inputs * width / rate) ** -0.5
        weight = self.normal(inputs, outputs, width, deviation=deviation)
        bias = self.constant(np.zeros(outputs))
        pad = (width - rate) // 2
        options = {"kernel_shape": [width], "strides": [rate]}
        return self.op("ConvTranspose", x, weight, bias, pads=[pad, pad], **options)

    def norm(self, x: str, channels: int) -> str:
        """Add a normalisation over the channels of [1, C, T]."""
        scale, bias = self.constant(np.ones(channels)), self.constant(np.zeros(channels))
        turned = self.op("Transpose", x, perm=[0, 2, 1])
        normal = self.op("LayerNormalization", turned, scale, bias, axis=-1, epsilon=1e-5)
        return self.op("Transpose", normal, perm=[0, 2, 1])

    def gelu(self, x: str) -> str:
        """Add the smooth rectifier, as PyTorch exports it."""
        error = self.op("Erf", self.op("Div", x, self.constant(2**0.5)))
        return self.op("Mul", self.op("Mul", x, self.plus_one(error)), self.constant(0.5))

    def plus_one(self, x: str) -> str:
        """Add 1."""
        return self.op("Add", x, self.constant(1))

    def halves(self, x: str) -> list[str]:
        """Part the channels of [1, C, T] in two."""
        return self.ops("Split", 2, x, axis=1)

    def count(self, x: str, axis: int) -> str:
        """Add the length of an axis, int64 without a shape."""
        return self.op("Gather", self.op("Shape", x), self.constant(axis, np.int64))

    def places(self, number: str) -> str:
        """Add 0, 1, 2 and so on, int64."""
        zero, one = self.constant(0, np.int64), self.constant(1, np.int64)
        return self.op("Range", zero, number, one)

    def model(
        self, inputs: Sequence[tuple[str, int, list[int | str]]], output: str
    ) -> onnx.ModelProto:
        """Return the checked model, whose one output is "output": [1, 1, samples]."""
        self.nodes.append(helper.make_node("Identity", [output], ["output"]))
        given = [helper.make_tensor_value_info(*declared) for declared in inputs]
        audio = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "samples"])
        graph = helper.make_graph(self.nodes, "standin", given, [audio], self.weights)
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        return model
