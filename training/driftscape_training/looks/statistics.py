"""The components of a look: the colours of a picture's regions, and of its sky by height (algorithm §5.2)."""

from dataclasses import dataclass, fields

import torch

from ..networks.scene import CLASSES

HEIGHTS = 8
# Regions smaller than this share of a picture are ignored.
LEAST_AREA = 0.01
# Width of the window of a height, in steps between heights.
_REACH = 0.7
LAND, SKY, WATER, MIST = range(len(CLASSES))


@dataclass(frozen=True)
class Looks:
    """Looks of B pictures; for missing regions they have the colours of the most similar one.

    means B×4×3 and covariances B×4×3×3 in Lab, of land, sky, water and mist; heights B×8×3: difference
    between the sky's mean at each height and its overall mean.
    """

    means: torch.Tensor
    covariances: torch.Tensor
    heights: torch.Tensor

    def __getitem__(self, index: torch.Tensor | slice) -> "Looks":
        return Looks(*(getattr(self, field.name)[index] for field in fields(self)))


def measure_looks(lab: torch.Tensor, shares: torch.Tensor) -> Looks:
    """Looks of pictures: lab B×3×H×W, shares B×4×H×W of land, sky, water and mist."""
    means, covariances = measure_regions(lab, shares)
    heights = height_profile(lab, shares[:, SKY]) - means[:, SKY, None]
    return complete(means, covariances, heights, shares.mean((2, 3)) >= LEAST_AREA)


def measure_regions(lab: torch.Tensor, shares: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Means B×R×3 and covariances B×R×3×3 of regions, shares B×R×H×W. Mixed points at edges have little
    weight."""
    colours = lab.flatten(2)
    weights = shares.flatten(2) ** 3
    weights = weights / (weights.sum(2, keepdim=True) + 1e-9)
    means = weights @ colours.transpose(1, 2)
    products = (colours[:, :, None] * colours[:, None]).flatten(1, 2)
    squares = (weights @ products.transpose(1, 2)).unflatten(2, (3, 3))
    return means, squares - means[..., :, None] * means[..., None, :]


def complete(
    means: torch.Tensor, covariances: torch.Tensor, heights: torch.Tensor, present: torch.Tensor
) -> Looks:
    """Fills in missing regions; `present` B×4. Mist has the colours of the lower sky."""
    has_land, has_sky, has_water = (present[:, region] for region in (LAND, SKY, WATER))
    # A picture without any of them counts as land.
    has_land = has_land | ~(has_sky | has_water)
    known = torch.stack([has_land, has_sky, has_water], 1)
    order = torch.tensor([[LAND, WATER, SKY], [SKY, WATER, LAND], [WATER, SKY, LAND], [SKY, WATER, LAND]])
    chosen = _first(order, known)
    rows = torch.arange(len(means))[:, None]
    heights = heights * has_sky[:, None, None]
    means, covariances = means[rows, chosen].clone(), covariances[rows, chosen]
    means[:, MIST] += heights[:, HEIGHTS - 2]
    means[..., 0].clamp_(min=0)
    return Looks(means, covariances, heights)


def _first(order: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """For each of the rows of `order` the first region that is known, B×rows."""
    places = known[:, order].float().argmax(2)
    return order[torch.arange(len(order)), places]


def height_profile(lab: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
    """Mean colours B×8×3 of a region, share B×H×W, at eight heights evenly from its top to its bottom."""
    places = places_of_rows(share)
    near = torch.exp(-(((places[:, None] - torch.arange(HEIGHTS)[:, None]) / _REACH) ** 2) / 2)
    weights = share**3
    rows = (lab * weights[:, None]).sum(3).transpose(1, 2)
    return near @ rows / (near @ weights.sum(2, keepdim=True) + 1e-9)


def places_of_rows(share: torch.Tensor) -> torch.Tensor:
    """Position of each row among the heights, B×H in 0…7: all but a hundredth of the region is between its
    ends."""
    rows = share.sum(2)
    sums = rows.cumsum(1) / (rows.sum(1, keepdim=True) + 1e-9)
    last = share.shape[1] - 1
    top = (sums <= 0.01).float().sum(1, keepdim=True).clamp(max=last)
    bottom = (sums <= 0.99).float().sum(1, keepdim=True).clamp(max=last)
    place = (torch.arange(last + 1) - top) / (bottom - top).clamp(min=1)
    return place.clamp(0, 1) * (HEIGHTS - 1)
