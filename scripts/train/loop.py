"""The loop of every training: minutes of wall clock, warm-up and cosine, averaged weights, checkpoints, a log.

A run ends by the clock, however often it was stopped or slowed; started again with the same --out it goes on where it
was, with the minutes it has left.

On a CPU that others use too, threads inside one step wait for each other most of the time. So `side_by_side` runs
workers of one thread each on one shared network, each with its own batches and optimiser: Hogwild (Niu et al., 2011).
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from queue import Queue
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

import torch
from safetensors.torch import load_file
from torch import Tensor, multiprocessing, nn

T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """out: folder of checkpoints. minutes: of wall clock in all. rate: highest learning rate. decay: of the average.

    warm: steps of warm-up. save_s: seconds between checkpoints. worker: this one's number; only 0 saves and averages.
    """

    out: Path
    minutes: float
    rate: float = 1.5e-3
    decay: float = 0.999
    warm: int = 300
    save_s: float = 180.0
    device: str = "cpu"
    worker: int = 0


class Average:
    """The running mean of a network's weights, which is what is shipped. Polyak and Juditsky, 1992."""

    def __init__(self, network: nn.Module) -> None:
        self.state = {name: value.detach().clone() for name, value in network.state_dict().items()}

    def update(self, network: nn.Module, decay: float) -> None:
        """Move towards the network's weights; counters are copied."""
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                self.state[name].lerp_(value.detach(), 1 - decay)
            else:
                self.state[name].copy_(value)


def averaged(checkpoint: Path) -> dict[str, Tensor]:
    """Return the averaged weights of a checkpoint."""
    return dict(torch.load(checkpoint, weights_only=True)["average"])


def shipped(path: Path) -> dict[str, Tensor]:
    """Return weights as they ship (.safetensors, float16), as float32."""
    return {name: value.float() for name, value in load_file(path).items()}


def low_precision(device: str) -> torch.autocast:
    """Return the context of a forward pass: bfloat16 where the device has it; a CPU that has not pays twice for it."""
    has = device != "cpu" or torch.cpu._is_avx512_bf16_supported()  # type: ignore[no-untyped-call]
    return torch.autocast(device, torch.bfloat16, enabled=has)


def ahead(make: Callable[[], T], room: int = 3) -> Iterator[T]:
    """Yield what `make` returns, made in a thread meanwhile."""
    queue: Queue[T] = Queue(room)

    def fill() -> None:
        while True:
            queue.put(make())

    Thread(target=fill, daemon=True).start()
    while True:
        yield queue.get()


def side_by_side(network: nn.Module, work: Callable[[nn.Module, int], None], *, workers: int, out: Path) -> None:
    """Run work(network, number) in so many processes on one network in shared memory; their ids go to out/pid."""
    out.mkdir(parents=True, exist_ok=True)
    if workers > 1:
        network.share_memory()
    context = multiprocessing.get_context("fork")
    others = [context.Process(target=work, args=(network, number), daemon=True) for number in range(1, workers)]
    for other in others:
        other.start()
    (out / "pid").write_text("\n".join(str(pid) for pid in (os.getpid(), *(other.pid for other in others))) + "\n")
    work(network, 0)
    for other in others:
        other.join()


def share_of_rate(step: int, done: float, warm: int) -> float:
    """Return the learning rate's share at `step` when `done` (0..1) of the time is over."""
    return min(1.0, (step + 1) / warm) * (0.02 + 0.98 * 0.5 * (1 + cos(pi * min(done, 1.0))))


class Trainer:
    """Owns the network, its average and the optimiser; `train` runs until the minutes are over."""

    def __init__(self, network: nn.Module, run: Run) -> None:
        self.network, self.run = network, run
        decayed = [p for p in network.parameters() if p.ndim > 1]
        plain = [p for p in network.parameters() if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": 0.03}, {"params": plain, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=run.rate)
        self.average = Average(network)
        self.step, self.spent, self.parts = 0, 0.0, {}
        if self.path.is_file():
            self._resume()

    @property
    def path(self) -> Path:
        """The checkpoint."""
        return self.run.out / "checkpoint.pt"

    def _resume(self) -> None:
        kept: dict[str, Any] = torch.load(self.path, map_location=self.run.device, weights_only=True)
        self.network.load_state_dict(kept["network"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.average.state, self.step, self.spent = kept["average"], kept["step"], kept["spent"]

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        kept = {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict(), "spent": self.spent}
        torch.save(kept | {"average": self.average.state, "step": self.step}, self.path.with_suffix(".part"))
        self.path.with_suffix(".part").replace(self.path)

    def train(
        self, batches: Iterator[T], cost: Callable[[nn.Module, T], dict[str, Tensor]], *, say: Callable[[str], None]
    ) -> None:
        """Take steps on `batches` until the time is over; `cost` returns the parts of the loss by name."""
        start = saved = said = monotonic()
        before, first = self.spent, self.step
        self.network.train()
        while self.spent < 60 * self.run.minutes:
            self.take_step(next(batches), cost)
            now = monotonic()
            self.spent = before + now - start
            if now - saved > self.run.save_s and not self.run.worker:
                self.save()
                saved = now
            if now - said > 60:
                say(self._progress((now - start) / (self.step - first)))
                said = now
        if not self.run.worker:
            self.save()

    def _progress(self, seconds: float) -> str:
        parts = " ".join(f"{name} {value:.3f}" for name, value in self.parts.items())
        return f"{self.spent / 60:6.1f} min  step {self.step}  {seconds:.2f} s/step  {parts}"

    def take_step(self, batch: T, cost: Callable[[nn.Module, T], dict[str, Tensor]]) -> None:
        """Take one step of the optimiser; a step whose loss is not finite is left out."""
        share = share_of_rate(self.step, self.spent / (60 * self.run.minutes), self.run.warm)
        for group in self.optimiser.param_groups:
            group["lr"] = self.run.rate * share
        parts = cost(self.network, batch)
        loss = torch.stack(list(parts.values())).sum()
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        if torch.isfinite(norm):
            self.optimiser.step()
        for name, value in parts.items():
            now = float(value.detach())
            self.parts[name] = 0.98 * self.parts.get(name, now) + 0.02 * now
        self.step += 1
        if not self.run.worker:
            self.average.update(self.network, min(self.run.decay, (1 + self.step) / (10 + self.step)))
