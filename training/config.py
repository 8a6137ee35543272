"""The sizes a model can have and how each is trained.

A preset is one `Config`: it is written whole into every checkpoint and, in
short, into the GGUF file, so that a model always says what made it.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """The shape of a Llama decoder."""

    layers: int
    width: int
    """Size of the residual stream; a multiple of 32, so that Q8_0 fits its rows."""
    heads: int
    kv_heads: int
    hidden: int
    """Inner size of the SwiGLU; a multiple of 32 for the same reason."""
    vocabulary: int = 2048
    context: int = 1024
    rope_base: float = 10_000.0
    norm_eps: float = 1e-5

    @property
    def head_size(self) -> int:
        """Return the size of one attention head."""
        return self.width // self.heads

    @property
    def kv_width(self) -> int:
        """Return the size of all keys, and of all values, of one token."""
        return self.kv_heads * self.head_size


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """How the weights are learned."""

    step_tokens: int = 8192
    """Prompt and completion tokens in one optimiser step, over all processes."""
    micro_tokens: int = 2048
    """Tokens that pass through the model at once: what the cache or GPU holds."""
    muon_lr: float = 0.02
    adamw_lr: float = 2e-3
    momentum: float = 0.95
    weight_decay: float = 0.08
    """Of the matrices, times the rate; without it their size grows with every step of
    Muon and attention saturates (LOG.md)."""
    warmup_steps: int = 60
    decay: float = 0.9
    """Share of the run, at its end, in which the learning rate falls to zero."""
    clip: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A model and its training."""

    name: str
    model: ModelConfig
    train: TrainConfig

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for a checkpoint."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Config":
        """Return the config that `as_dict` described."""
        return cls(
            name=data["name"],
            model=ModelConfig(**data["model"]),
            train=TrainConfig(**data["train"]),
        )

    def with_vocabulary(self, size: int) -> "Config":
        """Return the same config for a tokenizer of this size."""
        return replace(self, model=replace(self.model, vocabulary=size))


def _llama(layers: int, width: int, heads: int, hidden: int) -> ModelConfig:
    """Return a decoder in which every head has its own keys and values."""
    return ModelConfig(layers=layers, width=width, heads=heads, kv_heads=heads, hidden=hidden)


# Wide and shallow: on two cores the same parameters in fewer, larger matrix
# products train faster (LOG.md has the measurements).
PRESETS: dict[str, Config] = {
    config.name: config
    for config in (
        Config(
            name="quick",
            model=_llama(2, 128, 2, 352),
            train=TrainConfig(step_tokens=4096, warmup_steps=20),
        ),
        Config(name="tiny", model=_llama(4, 192, 3, 512), train=TrainConfig()),
        Config(name="small", model=_llama(4, 256, 4, 704), train=TrainConfig()),
        Config(name="base", model=_llama(8, 320, 5, 864), train=TrainConfig()),
        Config(
            name="large",
            model=_llama(10, 512, 8, 1376),
            train=TrainConfig(step_tokens=65_536, micro_tokens=65_536),
        ),
    )
}
