"""A training loop that can be stopped, resumed and limited in time; independent of what is trained.

Batches are drawn from a generator seeded by (seed, step), so a resumed run gets exactly the batches of an
uninterrupted one.
"""

import copy
import json
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from .errors import TrainingError

Batch = dict[str, torch.Tensor]
Losses = dict[str, torch.Tensor]


@dataclass(frozen=True)
class TrainerSettings:
    """Duration and learning rate. The learning rate warms up, then falls along a cosine to zero over `steps`
    or `minutes` of training (summed over all resumed parts), whichever ends first."""

    steps: int = 1_000_000
    minutes: float | None = None
    learning_rate: float = 5e-4
    warmup_steps: int = 200
    weight_decay: float = 1e-2
    ema_decay: float = 0.999
    gradient_norm: float = 1.0
    seed: int = 0
    checkpoint_seconds: float = 120
    validate_seconds: float = 600
    uses_bfloat16: bool = True


@dataclass
class Progress:
    """The state in a checkpoint besides weights."""

    step: int = 0
    elapsed_seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    validations: list[dict[str, float]] = field(default_factory=list)
    best_score: float = -math.inf


def pick_device() -> torch.device:
    """CUDA if available, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def load_checkpoint(path: Path) -> dict[str, Any]:
    """Reads a checkpoint (`weights`, `average`, `optimizer`, `progress`, `description`); raises
    TrainingError."""
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise TrainingError(f"{path}: not a readable checkpoint ({error.__class__.__name__})") from error
    missing = {"weights", "average", "optimizer", "progress", "description"} - set(checkpoint)
    if missing:
        raise TrainingError(f"{path}: not a checkpoint of this toolkit, lacks {', '.join(sorted(missing))}")
    return checkpoint


def load_weights(model: nn.Module, weights: dict[str, torch.Tensor], path: Path) -> None:
    """Loads weights into a model; raises TrainingError that names the first tensor that does not fit."""
    expected = model.state_dict()
    for name, tensor in expected.items():
        found = weights.get(name)
        if found is None or found.shape != tensor.shape:
            shape = "nothing" if found is None else tuple(found.shape)
            raise TrainingError(
                f"{path}: made for another network: {name} should be {tuple(tensor.shape)}, found {shape}; "
                "train into another folder or use the settings of that run"
            )
    model.load_state_dict({name: weights[name] for name in expected})


def train(
    model: nn.Module,
    compute_losses: Callable[[nn.Module, Batch], Losses],
    draw_batch: Callable[[np.random.Generator], Batch],
    run: Path,
    settings: TrainerSettings,
    description: dict[str, Any],
    validate: Callable[[nn.Module], dict[str, float]] | None = None,
    parameter_groups: list[dict[str, Any]] | None = None,
) -> Progress:
    """Trains `model` until steps or minutes are used up and writes to `run`: `checkpoint.pt` (from which it
    resumes), `best.pt` (highest validation `score`), `curves.json`, `curves.png`.

    `compute_losses(model, batch)` returns named scalars, of which `total` is minimised. `draw_batch(rng)`
    runs in a background thread and must only depend on `rng`. `validate(averaged model)` returns figures with
    a `score` (higher is better). `description` is plain data for the checkpoint, e.g. network settings.
    `parameter_groups` are groups for AdamW, each with an optional `lr_scale`. Raises TrainingError if the
    loss is no longer finite (the last good checkpoint is kept) or the checkpoint belongs to another network.
    """
    device = pick_device()
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    model.to(device, memory_format=torch.channels_last).train()
    average = copy.deepcopy(model).eval().requires_grad_(False)
    groups = parameter_groups or [{"params": [p for p in model.parameters() if p.requires_grad]}]
    optimizer = torch.optim.AdamW(groups, lr=settings.learning_rate, weight_decay=settings.weight_decay)
    progress = Progress()
    path = run / "checkpoint.pt"
    if path.exists():
        progress = _resume(path, model, average, optimizer, description)

    started = time.monotonic() - progress.elapsed_seconds
    last_saved = last_validated = progress.elapsed_seconds
    recent: dict[str, float] = {}
    bar = tqdm(total=settings.steps, initial=progress.step, unit="step", mininterval=5, dynamic_ncols=True)
    with ThreadPoolExecutor(1) as loader:
        upcoming = loader.submit(draw_batch, _generator(settings, progress.step))
        while progress.step < settings.steps:
            progress.elapsed_seconds = time.monotonic() - started
            if settings.minutes is not None and progress.elapsed_seconds >= settings.minutes * 60:
                break
            batch = {name: tensor.to(device) for name, tensor in upcoming.result().items()}
            upcoming = loader.submit(draw_batch, _generator(settings, progress.step + 1))
            torch.manual_seed(hash((settings.seed, progress.step)) % 2**31)
            rate = _learning_rate(settings, progress)
            for group in optimizer.param_groups:
                group["lr"] = rate * group.get("lr_scale", 1.0)
            with torch.autocast(device.type, torch.bfloat16, enabled=settings.uses_bfloat16):
                losses = compute_losses(model, batch)
            optimizer.zero_grad(set_to_none=True)
            losses["total"].backward()
            norm = nn.utils.clip_grad_norm_(model.parameters(), settings.gradient_norm)
            if not (torch.isfinite(losses["total"]) and torch.isfinite(norm)):
                bar.close()
                raise TrainingError(
                    f"the loss is no longer finite at step {progress.step}; the last good checkpoint is kept in "
                    f"{path}: lower the learning rate and start again"
                )
            optimizer.step()
            _follow(average, model, min(settings.ema_decay, (1 + progress.step) / (10 + progress.step)))
            progress.step += 1
            for name, value in losses.items():
                recent[name] = 0.98 * recent.get(name, float(value.detach())) + 0.02 * float(value.detach())
            bar.update()
            bar.set_postfix({"loss": f"{recent['total']:.4f}", "lr": f"{rate:.1e}"}, refresh=False)
            if progress.step % 50 == 0:
                progress.history.append({"step": progress.step, "learning_rate": rate, **recent})
            now = time.monotonic() - started
            if validate is not None and now - last_validated >= settings.validate_seconds:
                _validate(average, validate, progress, run, description, optimizer, model)
                last_validated = time.monotonic() - started
            if now - last_saved >= settings.checkpoint_seconds:
                _save(path, model, average, optimizer, progress, description)
                draw_curves(run, progress)
                last_saved = now
    bar.close()
    if validate is not None:
        _validate(average, validate, progress, run, description, optimizer, model)
    _save(path, model, average, optimizer, progress, description)
    draw_curves(run, progress)
    return progress


def _generator(settings: TrainerSettings, step: int) -> np.random.Generator:
    return np.random.default_rng([settings.seed, step])


def _learning_rate(settings: TrainerSettings, progress: Progress) -> float:
    done = progress.step / settings.steps
    if settings.minutes is not None:
        done = max(done, progress.elapsed_seconds / (settings.minutes * 60))
    warmup = min(1.0, (progress.step + 1) / max(1, settings.warmup_steps))
    return settings.learning_rate * warmup * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


@torch.no_grad()
def _follow(average: nn.Module, model: nn.Module, decay: float) -> None:
    for slow, fast in zip(average.parameters(), model.parameters(), strict=True):
        slow.lerp_(fast, 1 - decay)
    for slow, fast in zip(average.buffers(), model.buffers(), strict=True):
        slow.copy_(fast)


def _resume(
    path: Path,
    model: nn.Module,
    average: nn.Module,
    optimizer: torch.optim.Optimizer,
    description: dict[str, Any],
) -> Progress:
    """Loads a checkpoint. A run that continues with other data or settings searches for its best again,
    because scores on different validation data cannot be compared."""
    checkpoint = load_checkpoint(path)
    load_weights(model, checkpoint["weights"], path)
    load_weights(average, checkpoint["average"], path)
    optimizer.load_state_dict(checkpoint["optimizer"])
    progress = Progress(**checkpoint["progress"])
    if checkpoint["description"] != description:
        progress.best_score = -math.inf
    return progress


def _save(
    path: Path,
    model: nn.Module,
    average: nn.Module,
    optimizer: torch.optim.Optimizer,
    progress: Progress,
    description: dict[str, Any],
) -> None:
    """Writes to another file and renames it, so that an interruption never leaves half a checkpoint."""
    if not all(torch.isfinite(parameter).all() for parameter in model.parameters()):
        raise TrainingError(
            f"weights are no longer finite at step {progress.step}; {path} keeps the last good ones"
        )
    checkpoint = {
        "weights": model.state_dict(),
        "average": average.state_dict(),
        "optimizer": optimizer.state_dict(),
        "progress": asdict(progress),
        "description": description,
    }
    beside = path.with_suffix(".part")
    torch.save(checkpoint, beside)
    beside.replace(path)


def _validate(
    average: nn.Module,
    validate: Callable[[nn.Module], dict[str, float]],
    progress: Progress,
    run: Path,
    description: dict[str, Any],
    optimizer: torch.optim.Optimizer,
    model: nn.Module,
) -> None:
    figures = validate(average)
    progress.validations.append({"step": progress.step, **figures})
    tqdm.write("validation " + json.dumps({name: round(value, 4) for name, value in figures.items()}))
    if figures["score"] > progress.best_score:
        progress.best_score = figures["score"]
        _save(run / "best.pt", model, average, optimizer, progress, description)


def draw_curves(run: Path, progress: Progress) -> None:
    """Writes `curves.json` and `curves.png` (losses above, validation figures below)."""
    curves = {"steps": progress.step, "hours": round(progress.elapsed_seconds / 3600, 3)}
    curves |= {"losses": progress.history, "validations": progress.validations}
    (run / "curves.json").write_text(json.dumps(curves))
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 1, figsize=(9, 8), constrained_layout=True)
    for axis, rows in zip(axes, (progress.history, progress.validations), strict=True):
        for name in sorted({key for row in rows for key in row} - {"step", "learning_rate"}):
            points = [(row["step"], row[name]) for row in rows if name in row]
            axis.plot(*zip(*points, strict=True), label=name)
        if rows:
            axis.legend(fontsize=7, ncols=3)
        axis.grid(alpha=0.3)
    axes[0].set(title="losses", yscale="symlog")
    axes[1].set(title="validation (averaged weights)", xlabel="step")
    figure.savefig(run / "curves.png", dpi=90)
    pyplot.close(figure)
