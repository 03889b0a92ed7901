"""The first phase of appearance training: a small network learns the regions that the scene network found,
in any light (algorithm §7)."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from .looks.lit_views import LitViews
from .networks.regions import REGIONS_SIZE, RegionNetwork

_BATCH = 16
_LEARNING_RATE, _BACKBONE_RATE = 1e-3, 0.15
# Highest noise, in colours of [-1, 1].
_NOISE = 0.06


def fit_regions(network: RegionNetwork, views: LitViews, steps: int, seed: int) -> None:
    """Trains the network for `steps` steps; the learning rate falls along a cosine to zero."""
    rng, generator = np.random.default_rng([seed, 1]), torch.Generator().manual_seed(seed)
    backbone = [one for one in network.backbone.parameters() if one.requires_grad]
    others = [one for name, one in network.named_parameters() if not name.startswith("backbone.")]
    rates = [_BACKBONE_RATE * _LEARNING_RATE, _LEARNING_RATE]
    optimizer = torch.optim.AdamW([{"params": backbone}, {"params": others}], weight_decay=1e-4)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps + 1, pct_start=0.05)
    network.train()
    bar = tqdm(range(steps), desc="regions", unit="step", mininterval=5, dynamic_ncols=True)
    for _ in bar:
        pictures, shares = draw_regions(views, _BATCH, rng, generator)
        loss = region_loss(network.logits(pictures), shares)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*backbone, *others], 1.0)
        optimizer.step()
        rate.step()
        bar.set_postfix({"loss": f"{float(loss.detach()):.3f}"}, refresh=False)


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
