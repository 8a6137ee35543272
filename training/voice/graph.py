"""ONNX nodes as arithmetic, so that a synthesis reads like its formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import onnx
from numpy.typing import ArrayLike, DTypeLike
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


@dataclass
class Graph:
    """Nodes and constants, gathered in the order in which they are written."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[tuple[str, tuple[int, ...], bytes], onnx.TensorProto] = field(
        default_factory=dict
    )
    inputs: list[onnx.ValueInfoProto] = field(default_factory=list)

    def input(self, name: str, kind: DTypeLike, shape: list[int | str]) -> Value:
        """Declare an input."""
        tensor_type = helper.np_dtype_to_tensor_dtype(np.dtype(kind))
        self.inputs.append(helper.make_tensor_value_info(name, tensor_type, shape))
        return Value(self, name, np.dtype(kind))

    def constant(self, value: ArrayLike, kind: DTypeLike = np.float32) -> Value:
        """Return a constant; equal ones are stored once."""
        array = np.asarray(value, kind)
        key = (str(array.dtype), array.shape, array.tobytes())
        if key not in self.constants:
            name = f"c{len(self.constants)}"
            self.constants[key] = numpy_helper.from_array(array, name)
        return Value(self, self.constants[key].name, array.dtype)

    def node(
        self, op: str, *inputs: Value, kind: DTypeLike | None = None, **attributes: Any
    ) -> Value:
        """Add a node with one output, of its first input's type unless said otherwise."""
        name = f"v{len(self.nodes)}"
        names = [value.name for value in inputs]
        self.nodes.append(helper.make_node(op, names, [name], **attributes))
        return Value(self, name, np.dtype(kind) if kind is not None else inputs[0].kind)

    def model(self, output: Value, name: str, shape: list[int | str]) -> onnx.ModelProto:
        """Return the model that computes one output."""
        self.nodes.append(helper.make_node("Identity", [output.name], [name]))
        info = helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        graph = helper.make_graph(
            self.nodes, "voice", self.inputs, [info], list(self.constants.values())
        )
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        return model


@dataclass(frozen=True, eq=False)
class Value:
    """What a node gives; operators add nodes."""

    graph: Graph
    name: str
    kind: np.dtype[Any]

    # Keeps an array on the left from taking the operator for itself.
    __array_ufunc__: ClassVar[None] = None

    def _with(self, op: str, other: Operand, *, swapped: bool = False) -> Value:
        """Add a node of two operands."""
        value = other if isinstance(other, Value) else self.graph.constant(other, self.kind)
        return self.graph.node(op, *((value, self) if swapped else (self, value)))

    def __add__(self, other: Operand) -> Value:
        """Return the sum."""
        return self._with("Add", other)

    def __radd__(self, other: Operand) -> Value:
        """Return the sum."""
        return self._with("Add", other, swapped=True)

    def __sub__(self, other: Operand) -> Value:
        """Return the difference."""
        return self._with("Sub", other)

    def __rsub__(self, other: Operand) -> Value:
        """Return the difference."""
        return self._with("Sub", other, swapped=True)

    def __mul__(self, other: Operand) -> Value:
        """Return the product."""
        return self._with("Mul", other)

    def __rmul__(self, other: Operand) -> Value:
        """Return the product."""
        return self._with("Mul", other, swapped=True)

    def __truediv__(self, other: Operand) -> Value:
        """Return the quotient."""
        return self._with("Div", other)

    def __rtruediv__(self, other: Operand) -> Value:
        """Return the quotient."""
        return self._with("Div", other, swapped=True)

    def __matmul__(self, other: Operand) -> Value:
        """Return the matrix product."""
        return self._with("MatMul", other)

    def __neg__(self) -> Value:
        """Return the negative."""
        return self.graph.node("Neg", self)

    def at_least(self, other: Operand) -> Value:
        """Return the greater of the two."""
        return self._with("Max", other)

    def at_most(self, other: Operand) -> Value:
        """Return the lesser of the two."""
        return self._with("Min", other)

    def power(self, exponent: float) -> Value:
        """Return a power."""
        return self._with("Pow", exponent)

    def apply(self, op: str) -> Value:
        """Return a function of each element: Exp, Sin, Sigmoid and so on."""
        return self.graph.node(op, self)

    def cast(self, kind: DTypeLike) -> Value:
        """Return the same numbers as another type."""
        to = helper.np_dtype_to_tensor_dtype(np.dtype(kind))
        return self.graph.node("Cast", self, kind=kind, to=to)

    def sum(self, axis: int, *, keep: bool = False) -> Value:
        """Return the sum along an axis."""
        axes = self.graph.constant([axis], np.int64)
        return self.graph.node("ReduceSum", self, axes, keepdims=int(keep))

    def reduce(self, op: str) -> Value:
        """Return one number for all elements: ReduceMax, ReduceMean."""
        return self.graph.node(op, self, keepdims=0)

    def cumulative(self) -> Value:
        """Return running sums of a vector."""
        return self.graph.node("CumSum", self, self.graph.constant(0, np.int64))

    def reshape(self, *shape: int) -> Value:
        """Return the same elements in another shape; one side may be -1."""
        return self.graph.node("Reshape", self, self.graph.constant(shape, np.int64))

    def unsqueeze(self, *axes: int) -> Value:
        """Return the value with axes of length 1 put in."""
        return self.graph.node("Unsqueeze", self, self.graph.constant(axes, np.int64))

    def gather(self, indices: Value, axis: int = 0) -> Value:
        """Return the elements of these numbers."""
        return self.graph.node("Gather", self, indices, axis=axis)

    def compress(self, kept: Value) -> Value:
        """Return the rows for which a flag is above one half."""
        flags = self.graph.node("Greater", kept, self.graph.constant(0.5, kept.kind), kind=bool)
        return self.graph.node("Compress", self, flags, axis=0)

    def columns(self, start: int, stop: int, axis: int = -1) -> Value:
        """Return a part of an axis; `stop` counts from the end where it is negative."""
        bounds = [self.graph.constant([it], np.int64) for it in (start, stop, axis)]
        return self.graph.node("Slice", self, *bounds)

    def rows(self, start: int, stop: int = 2**31) -> Value:
        """Return a part of the first axis."""
        return self.columns(start, stop, axis=0)

    def before(self, rank: int = 1) -> Value:
        """Return each row's predecessor, 0 for the first row."""
        return self._padded([1] + [0] * (2 * rank - 1), rank).rows(0, -1)

    def after(self, rank: int = 1) -> Value:
        """Return each row's successor, 0 for the last row."""
        return self._padded([0] * rank + [1] + [0] * (rank - 1), rank).rows(1)

    def _padded(self, pads: list[int], rank: int) -> Value:
        """Return the value with rows of 0 around it."""
        amounts = self.graph.constant(pads, np.int64)
        return self.graph.node("Pad", self, amounts, self.graph.constant(0, self.kind))


Operand = Value | float | np.ndarray
"""What stands on either side of an operator."""


def joined(values: list[Value], axis: int) -> Value:
    """Return values side by side."""
    return values[0].graph.node("Concat", *values, axis=axis)


def count(value: Value, axis: int = 0) -> Value:
    """Return the length of an axis, int64 without a shape."""
    shape = value.graph.node("Shape", value, kind=np.int64)
    return shape.gather(value.graph.constant(axis, np.int64))


def steps(number: Value) -> Value:
    """Return 0, 1, 2 and so on, as many as said, int64."""
    graph = number.graph
    zero, one = graph.constant(0, np.int64), graph.constant(1, np.int64)
    return graph.node("Range", zero, number, one)
