"""Where a run computes: cores or GPUs, alone or in a team started by torchrun."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Team:
    """The processes that train one model together, seen from one of them."""

    rank: int
    size: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        """Return whether this process also logs, scores and saves."""
        return self.rank == 0

    def total(self, value: float) -> float:
        """Return the sum of a number over all processes."""
        if self.size == 1:
            return value
        shared = torch.tensor(value, dtype=torch.float64, device=self.device)
        dist.all_reduce(shared)
        return float(shared)

    def from_first(self, value: float) -> float:
        """Return the first process's number everywhere: clocks and signals differ."""
        return self.total(value if self.is_first else 0.0)

    def add_up(self, tensors: Iterable[Tensor]) -> None:
        """Replace tensors by their sum over all processes."""
        if self.size > 1:
            for tensor in tensors:
                dist.all_reduce(tensor)


def join_team() -> Team:
    """Return the team that torchrun describes, or one of a single process."""
    size, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
    if size > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return Team(rank, size, device)


def fastest_precision(device: torch.device) -> str:
    """Return "bf16" where products are clearly faster in it, else "fp32"."""
    if device.type == "cuda":
        return "bf16"
    # Some processors have the instructions (three times as fast), others only
    # emulate them (slower): no flag says so as surely as a try.
    seconds = {dtype: _product_seconds(dtype) for dtype in (torch.float32, torch.bfloat16)}
    return "bf16" if seconds[torch.bfloat16] < 0.7 * seconds[torch.float32] else "fp32"


def _product_seconds(dtype: torch.dtype) -> float:
    """Return the shortest of a few times for one product."""
    a, b = torch.ones(2048, 256, dtype=dtype), torch.ones(256, 768, dtype=dtype)
    seconds = []
    for _ in range(10):
        start = time.perf_counter()
        a @ b
        seconds.append(time.perf_counter() - start)
    return min(seconds)
