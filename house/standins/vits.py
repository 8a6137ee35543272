"""The network of Piper's voices, VITS, in the real dimensions with random weights.

Two small parts are left out, both of them work on phonemes and not on samples: the relative
positions in the attention, and the spline at the end of each step of the duration predictor. The
rest of the predictor runs, but its last layer is zero and the durations come from a table, so
that the sound is as long as speech.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto

from house.standins.network import Network

HOP = 256
"""Samples that come of one frame: the product of the decoder's rates."""
LAYERS, HEADS = 6, 2
FLOWS, FLOW_LAYERS, FLOW_WIDTH = 4, 4, 5
DURATION_STEPS, SPLINE_CHANNELS = 3, 29
SLOPE = 0.1
"""Of the leaky rectifier where it is negative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Dimensions of a voice, in the words of Piper's training options."""

    sample_rate: int
    hidden_channels: int
    filter_channels: int
    upsample_initial_channel: int
    upsample_rates: Sequence[int]
    resblock_kernels: Sequence[int]
    resblock_dilations: Sequence[Sequence[int]]
    """Of each kernel's block."""
    doubled: bool
    """Whether each convolution of a block has one without dilation after it ("resblock 1")."""


class Vits:
    """Writes the network; [1, C, N] is a value for each of N phonemes, [1, C, T] for T frames."""

    def __init__(self, quality: Quality, frames: Sequence[int]) -> None:
        """Note the dimensions, and how many frames each symbol lasts."""
        self._quality = quality
        self._frames = frames
        self._net = Network()

    def model(self) -> onnx.ModelProto:
        """Return the model, with the inputs and the output of Piper's."""
        net = self._net
        mask = self._mask(net.count("input", 1), "input_lengths")
        text = self._encoder(mask)
        mean, deviation = net.halves(net.conv(text, self._hidden, 2 * self._hidden))
        path, frame_mask = self._path(self._durations(text, mask))
        latent = self._latent(self._along(path, mean), self._along(path, deviation))
        audio = self._decoder(self._flows(latent, frame_mask))
        inputs: list[tuple[str, int, list[int | str]]] = [
            ("input", TensorProto.INT64, [1, "phonemes"]),
            ("input_lengths", TensorProto.INT64, [1]),
            ("scales", TensorProto.FLOAT, [3]),
        ]
        return net.model(inputs, audio)

    @property
    def _hidden(self) -> int:
        return self._quality.hidden_channels

    def _mask(self, count: str, length: str) -> str:
        """Return 1 for each place within a length, 0 behind it: [1, 1, N]."""
        net = self._net
        within = net.op("Less", net.places(count), length)
        return net.op("Unsqueeze", net.op("Cast", within, to=TensorProto.FLOAT), net.integers(0, 1))

    def _scale(self, index: int) -> str:
        """Return one of the scales: noise, length, noise in the durations."""
        return self._net.op("Gather", "scales", self._net.constant(index, np.int64))

    def _encoder(self, mask: str) -> str:
        """Read the phonemes: [1, C, N]."""
        net = self._net
        table = net.normal(len(self._frames), self._hidden, deviation=1)
        x = net.op("Transpose", net.op("Gather", table, "input"), perm=[0, 2, 1])
        for _ in range(LAYERS):
            x = net.norm(net.op("Add", x, self._attention(x, mask)), self._hidden)
            x = net.norm(net.op("Add", x, self._feed_forward(x, mask)), self._hidden)
        return net.op("Mul", x, mask)

    def _attention(self, x: str, mask: str) -> str:
        net, width = self._net, self._hidden // HEADS
        # Attention works on [1, heads, N, width]; of the keys it wants the other way round.
        parts = [net.conv(x, self._hidden, self._hidden) for _ in range(3)]
        shape = net.integers(1, HEADS, width, -1)
        query, key, value = (net.op("Reshape", part, shape) for part in parts)
        query, value = (net.op("Transpose", part, perm=[0, 1, 3, 2]) for part in (query, value))
        scores = net.op("MatMul", net.op("Div", query, net.constant(width**0.5)), key)
        away = net.op("Equal", net.op("Unsqueeze", mask, net.integers(1)), net.constant(0))
        scores = net.op("Where", away, net.constant(-1e4), scores)
        heard = net.op("MatMul", net.op("Softmax", scores, axis=-1), value)
        turned = net.op("Transpose", heard, perm=[0, 1, 3, 2])
        joined = net.op("Reshape", turned, net.integers(1, self._hidden, -1))
        return net.conv(joined, self._hidden, self._hidden)

    def _feed_forward(self, x: str, mask: str) -> str:
        net, inner = self._net, self._quality.filter_channels
        h = net.op("Relu", net.conv(net.op("Mul", x, mask), self._hidden, inner, 3))
        return net.op("Mul", net.conv(net.op("Mul", h, mask), inner, self._hidden, 3), mask)

    def _durations(self, text: str, mask: str) -> str:
        """Return how many frames each phoneme lasts, whole numbers: [1, 1, N]."""
        net, width = self._net, self._hidden
        context = self._separable(net.conv(text, width, width), mask)
        context = net.conv(context, width, width)
        noise = net.op("Mul", net.op("RandomNormalLike", mask), self._scale(2))
        for _ in range(DURATION_STEPS):
            h = net.op("Add", net.conv(noise, 1, width), context)
            h = net.conv(self._separable(h, mask), width, SPLINE_CHANNELS)
            noise = net.op("Add", noise, net.op("ReduceMean", h, axes=[1]))
        logarithm = net.op("Conv", noise, net.constant(np.zeros((1, 1, 1))))
        planned = net.op("Gather", net.constant(self._frames), "input")
        factor = net.op("Mul", net.op("Exp", logarithm), self._scale(1))
        frames = net.op("Mul", net.op("Unsqueeze", planned, net.integers(1)), factor)
        return net.op("Ceil", net.op("Mul", frames, mask))

    def _separable(self, x: str, mask: str) -> str:
        """Add three layers of convolutions by channel, each with one across channels."""
        net, width = self._net, self._hidden
        for spread in (1, 3, 9):
            h = net.conv(net.op("Mul", x, mask), width, width, 3, spread, groups=width)
            h = net.conv(net.gelu(net.norm(h, width)), width, width)
            x = net.op("Add", x, net.gelu(net.norm(h, width)))
        return net.op("Mul", x, mask)

    def _path(self, durations: str) -> tuple[str, str]:
        """Return which phoneme each frame belongs to, [T, N], and the mask of the frames."""
        net = self._net
        vector = net.op("Reshape", durations, net.integers(-1))
        ends = net.op("CumSum", vector, net.constant(0, np.int64))
        begins = net.op("Sub", ends, vector)
        total = net.op("Cast", net.op("ReduceSum", vector, keepdims=1), to=TensorProto.INT64)
        count = net.op("Squeeze", total)
        places = net.op("Cast", net.places(count), to=TensorProto.FLOAT)
        column = net.op("Unsqueeze", places, net.integers(1))
        later = net.op("Not", net.op("Less", column, begins))
        within = net.op("And", later, net.op("Less", column, ends))
        return net.op("Cast", within, to=TensorProto.FLOAT), self._mask(count, total)

    def _along(self, path: str, x: str) -> str:
        """Return each frame's phoneme's values: [1, C, T]."""
        net = self._net
        rows = net.op("MatMul", path, net.op("Transpose", x, perm=[0, 2, 1]))
        return net.op("Transpose", rows, perm=[0, 2, 1])

    def _latent(self, mean: str, deviation: str) -> str:
        net = self._net
        noise = net.op("Mul", net.op("RandomNormalLike", mean), net.op("Exp", deviation))
        return net.op("Add", mean, net.op("Mul", noise, self._scale(0)))

    def _flows(self, x: str, mask: str) -> str:
        """Undo the couplings, from the last to the first."""
        net, half = self._net, self._hidden // 2
        for _ in range(FLOWS):
            x = net.op("Gather", x, net.integers(*reversed(range(self._hidden))), axis=1)
            kept, changed = net.halves(x)
            h = net.op("Mul", net.conv(kept, half, self._hidden), mask)
            shift = net.conv(self._gated(h, mask), self._hidden, half)
            changed = net.op("Mul", net.op("Sub", changed, shift), mask)
            x = net.op("Concat", kept, changed, axis=1)
        return net.op("Mul", x, mask)

    def _gated(self, x: str, mask: str) -> str:
        """Add the layers of a WaveNet, whose outputs are summed."""
        net, width, skipped = self._net, self._hidden, []
        for layer in range(FLOW_LAYERS):
            shape, gate = net.halves(net.conv(x, width, 2 * width, FLOW_WIDTH))
            h = net.op("Mul", net.op("Tanh", shape), net.op("Sigmoid", gate))
            if layer == FLOW_LAYERS - 1:
                skipped.append(net.conv(h, width, width))
                break
            onward, skip = net.halves(net.conv(h, width, 2 * width))
            x = net.op("Mul", net.op("Add", x, onward), mask)
            skipped.append(skip)
        return net.op("Mul", net.op("Sum", *skipped), mask)

    def _decoder(self, x: str) -> str:
        """Turn frames into sound, as HiFi-GAN does: [1, 1, samples]."""
        net, width = self._net, self._quality.upsample_initial_channel
        x = net.conv(x, self._hidden, width, 7)
        for rate in self._quality.upsample_rates:
            x = net.upsample(self._leaky(x), width, width // 2, 2 * rate, rate)
            width //= 2
            pairs = zip(
                self._quality.resblock_kernels, self._quality.resblock_dilations, strict=True
            )
            blocks = [self._block(x, width, kernel, spreads) for kernel, spreads in pairs]
            x = net.op("Div", net.op("Sum", *blocks), net.constant(len(blocks)))
        return net.op("Tanh", net.conv(self._leaky(x), width, 1, 7))

    def _block(self, x: str, width: int, kernel: int, spreads: Sequence[int]) -> str:
        net = self._net
        for spread in spreads:
            h = net.conv(self._leaky(x), width, width, kernel, spread)
            if self._quality.doubled:
                h = net.conv(self._leaky(h), width, width, kernel)
            x = net.op("Add", x, h)
        return x

    def _leaky(self, x: str) -> str:
        return self._net.op("LeakyRelu", x, alpha=SLOPE)
