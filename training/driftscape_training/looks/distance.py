"""How different two looks appear: distances between the colour distributions of their regions."""

import torch

from ..colour import projections
from .features import REGIONS
from .statistics import SKY, Looks

_DIRECTIONS = 24
# Share of the sky's distance that its colours by height make up.
_HEIGHTS_SHARE = 0.25


def look_distance(first: Looks, second: Looks) -> torch.Tensor:
    """B×3 distances in Lab of sky, land and water: sliced Wasserstein distances of normal distributions, of
    skies together with the distance of their colours by height."""
    directions = projections(_DIRECTIONS, torch.Generator().manual_seed(2019))
    order = list(REGIONS)
    means = (first.means[:, order] - second.means[:, order]) @ directions.T
    spreads = [
        torch.einsum("pc,brcd,pd->brp", directions, one.covariances[:, order], directions).clamp(min=1).sqrt()
        for one in (first, second)
    ]
    distances = (means.square() + (spreads[0] - spreads[1]).square() + 1e-2).sqrt().mean(2)
    heights = (first.heights - second.heights).square().sum(2).add(1e-2).sqrt().mean(1)
    is_sky = torch.tensor([region == SKY for region in order])
    return distances + _HEIGHTS_SHARE * heights[:, None] * is_sky
