"""Muon for the matrices, AdamW for the rest, and the learning rate over time.

Muon steps in the direction of the momentum with all its singular values made
equal, found by a few matrix products instead of a decomposition. Weights may be
bfloat16 in the model; the optimiser then keeps the true ones in float32.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from .config import TrainConfig

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5
_BETAS = (0.9, 0.95)
_EPS = 1e-10


class Weights:
    """One parameter's true weight and what the optimiser remembers of it."""

    def __init__(self, parameter: nn.Parameter) -> None:
        """Start from the parameter's value."""
        self.parameter = parameter
        self.master = parameter.detach().float().clone()
        self.mean = torch.zeros_like(self.master)
        self.square: Tensor | None = None

    def gradient(self) -> Tensor:
        """Return the gradient in float32."""
        assert self.parameter.grad is not None, "every weight takes part in every step"
        return self.parameter.grad.float()

    def publish(self) -> None:
        """Give the model the new value."""
        self.parameter.data.copy_(self.master)


class Optimiser:
    """Both methods behind one `step`."""

    def __init__(self, model: nn.Module, config: TrainConfig) -> None:
        """Sort the parameters: products of the layers to Muon, the rest to AdamW."""
        self.config = config
        self.steps = 0
        self.weights = {name: Weights(p) for name, p in model.named_parameters()}
        self._matrices = [w for n, w in self.weights.items() if _is_matrix(n, w)]
        self._others = [w for n, w in self.weights.items() if not _is_matrix(n, w)]
        for weight in self._others:
            weight.square = torch.zeros_like(weight.master)

    @torch.no_grad()
    def step(self, scale: float) -> float:
        """Change all weights at `scale` of the full learning rate; return the gradient's norm."""
        self.steps += 1
        gradients = {id(w): w.gradient() for w in self.weights.values()}
        norm = torch.stack([g.square().sum() for g in gradients.values()]).sum().sqrt()
        shrink = min(1.0, self.config.clip / (float(norm) + 1e-6))
        for weight in self._others:
            self._adamw(weight, gradients[id(weight)] * shrink, scale)
        self._muon([(w, gradients[id(w)] * shrink) for w in self._matrices], scale)
        for weight in self.weights.values():
            weight.publish()
            weight.parameter.grad = None
        return float(norm)

    def _adamw(self, weight: Weights, gradient: Tensor, scale: float) -> None:
        """Change an embedding or a norm."""
        assert weight.square is not None
        fast, slow = _BETAS
        weight.mean.lerp_(gradient, 1 - fast)
        weight.square.lerp_(gradient.square(), 1 - slow)
        mean = weight.mean / (1 - fast**self.steps)
        root = (weight.square / (1 - slow**self.steps)).sqrt()
        weight.master.sub_(mean / (root + _EPS), alpha=self.config.adamw_lr * scale)

    def _muon(self, pairs: list[tuple[Weights, Tensor]], scale: float) -> None:
        """Change the matrices, those of one shape together."""
        by_shape: dict[torch.Size, list[tuple[Tensor, Tensor]]] = {}
        for weight, gradient in pairs:
            weight.mean.lerp_(gradient, 1 - self.config.momentum)
            ahead = gradient.lerp(weight.mean, self.config.momentum)  # Nesterov
            parts = zip(_parts(weight, ahead), _parts(weight, weight.master), strict=True)
            for part, master in parts:
                by_shape.setdefault(part.shape, []).append((part, master))
        for shape, group in by_shape.items():
            update = orthogonalise(torch.stack([part for part, _ in group]))
            lr = self.config.muon_lr * scale * max(1.0, shape[0] / shape[1]) ** 0.5
            keep = 1 - self.config.muon_lr * scale * self.config.weight_decay
            for (_, master), change in zip(group, update, strict=True):
                master.mul_(keep).sub_(change, alpha=lr)

    def masters(self) -> dict[str, Tensor]:
        """Return the true weights by name."""
        return {name: weight.master for name, weight in self.weights.items()}

    def state_dict(self) -> dict[str, Any]:
        """Return what is remembered besides the weights."""
        memory = {name: (w.mean, w.square) for name, w in self.weights.items()}
        return {"steps": self.steps, "memory": memory}

    def load_masters(self, masters: dict[str, Tensor]) -> None:
        """Take over true weights and give them to the model."""
        for name, weight in self.weights.items():
            weight.master.copy_(masters[name])
            weight.publish()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` returned."""
        self.steps = state["steps"]
        for name, weight in self.weights.items():
            mean, square = state["memory"][name]
            weight.mean.copy_(mean)
            if weight.square is not None:
                weight.square.copy_(square)


def orthogonalise(x: Tensor) -> Tensor:
    """Return each matrix of a stack (G, R, C) with singular values near one."""
    a, b, c = _NEWTON_SCHULZ
    y = x.bfloat16()
    tall = y.size(-2) > y.size(-1)
    y = y.mT if tall else y
    y = y / (y.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(_ITERATIONS):
        gram = y @ y.mT
        y = a * y + (b * gram + c * gram @ gram) @ y
    return (y.mT if tall else y).float()


def learning_rate(progress: float, step: int, config: TrainConfig) -> float:
    """Return the share of the full rate: a warm-up, a plateau, then straight to zero.

    `progress` runs from 0 to 1, in tokens or in time: a run of ninety minutes
    ends its decay in minute ninety whatever else the machine does.
    """
    warm = min(1.0, (step + 1) / config.warmup_steps)
    return warm * min(1.0, max(0.0, 1 - progress) / config.decay)


def _is_matrix(name: str, weight: Weights) -> bool:
    """Return whether a weight multiplies the stream."""
    return weight.master.ndim == 2 and "embedding" not in name


def _parts(weight: Weights, tensor: Tensor) -> Iterable[Tensor]:
    """Return the products that one matrix holds: q, k, v or gate and up are not one thing."""
    rows: list[int] = getattr(weight.parameter, "parts", [tensor.size(0)])
    return tensor.split(rows)
