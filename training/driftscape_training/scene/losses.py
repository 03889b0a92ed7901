"""The losses of the scene network."""

from torch import Tensor, nn
from torch.nn import functional

from ..trainer import Batch, Losses
from .compose import SKY, WATER
from .pictures import NOT_SKY, NOT_WATER

# Weight of labels that only exclude a region.
EXCLUSION_WEIGHT = 0.5
OVERLAP_WEIGHT = 0.3
# Regions smaller than this share of the picture have less weight in the overlap.
SMALL_SHARE = 0.002


def compute_losses(network: nn.Module, batch: Batch) -> Losses:
    """Losses of a batch from `SceneBatches.draw`."""
    return scene_losses(network.logits(batch["image"]).float(), batch["known"], batch["weight"])


def scene_losses(logits: Tensor, known: Tensor, weight: Tensor) -> Losses:
    """`region`: cross-entropy with known regions; `exclusion`: −log(1 − share) of excluded regions;
    `overlap`: one minus the soft IoU of sky and of water per picture."""
    logs = functional.log_softmax(logits, 1)
    shares = logs.exp()
    entropy = -(known[:, :4] * logs).sum(1, keepdim=True)
    exclusion = sum(
        -known[:, plane : plane + 1] * (1 - shares[:, region : region + 1]).clamp(min=1e-4).log()
        for plane, region in ((NOT_WATER, WATER), (NOT_SKY, SKY))
    )
    total = (weight * known.sum(1, keepdim=True)).sum().clamp(min=1)
    losses = {
        "region": (weight * entropy).sum() / total,
        "exclusion": (weight * exclusion).sum() / total,
        "overlap": (
            overlap_loss(shares, known, SKY, NOT_SKY) + overlap_loss(shares, known, WATER, NOT_WATER)
        ).mean(),
    }
    losses["total"] = (
        losses["region"] + EXCLUSION_WEIGHT * losses["exclusion"] + OVERLAP_WEIGHT * losses["overlap"]
    )
    return losses


def overlap_loss(shares: Tensor, known: Tensor, region: int, exclusion: int) -> Tensor:
    """N values in [0, 1] over the pixels for which it is known if they are `region`."""
    is_known = known[:, :4].sum(1) + known[:, exclusion]
    found, true = shares[:, region], known[:, region]
    both = (found * true).sum((1, 2))
    either = (found * is_known).sum((1, 2)) + true.sum((1, 2)) - both
    slack = SMALL_SHARE * true.shape[-1] * true.shape[-2]
    return 1 - (both + slack) / (either + slack)
