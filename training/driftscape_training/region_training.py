"""The first phase of appearance training: a small network learns the regions that the scene network found,
in any light (algorithm §7)."""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from .looks.lit_views import LitViews
from .networks.regions import REGIONS_SIZE, RegionNetwork
from .trainer import Batch, TrainerSettings, train

_BATCH = 16
_LEARNING_RATE, _BACKBONE_RATE = 1e-3, 0.15
_WARMUP_STEPS = 75
# Highest noise, in colours of [-1, 1].
_NOISE = 0.06


def fit_regions(network: RegionNetwork, views: LitViews, run: Path, steps: int, seed: int) -> None:
    """Trains the network for `steps` steps; `run` gets checkpoints, from which an interrupted run resumes."""

    def draw_batch(rng: np.random.Generator) -> Batch:
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        pictures, shares = draw_regions(views, _BATCH, rng, generator)
        return {"pictures": pictures, "shares": shares}

    settings = TrainerSettings(
        steps=steps,
        learning_rate=_LEARNING_RATE,
        warmup_steps=_WARMUP_STEPS,
        weight_decay=1e-4,
        seed=seed,
        uses_bfloat16=False,
    )
    backbone = [one for one in network.backbone.parameters() if one.requires_grad]
    others = [one for name, one in network.named_parameters() if not name.startswith("backbone.")]
    train(
        network,
        lambda model, batch: {"total": region_loss(model.logits(batch["pictures"]), batch["shares"])},
        draw_batch,
        run,
        settings,
        {"kind": "regions", "seed": seed},
        parameter_groups=[{"params": others}, {"params": backbone, "lr_scale": _BACKBONE_RATE}],
    )
    network.cpu()


def draw_regions(
    views: LitViews, count: int, rng: np.random.Generator, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Noisy windows of pictures count×3×128×128, with their regions count×4×128×128."""
    pictures, shares = views.draw(count, REGIONS_SIZE, rng, generator)
    strength = _NOISE * torch.rand(count, 1, 1, 1, generator=generator) ** 2
    noise = strength * torch.randn(pictures.shape, generator=generator)
    return (pictures + noise).clamp(-1, 1), shares


def region_loss(logits: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    """Cross-entropy, and the area by which the shares differ, which small regions notice more."""
    found = logits.softmax(1)
    entropy = functional.cross_entropy(logits, shares)
    missed = (found - shares).abs().mean((2, 3)) / (shares.mean((2, 3)) + 0.05)
    return entropy + 0.3 * missed.mean()
