"""Pictures in the light of looks: the targets of colour transfer maps (algorithm §5.2)."""

import torch

from ..colour import rgb_to_lab
from .lab import lab_to_rgb
from .region_map import map_regions
from .statistics import (
    HEIGHTS,
    LAND,
    MIST,
    SKY,
    WATER,
    Looks,
    height_profile,
    measure_regions,
    places_of_rows,
)

# How far land is moved towards a look, and how far a sky takes on its change of colour with height.
_LAND_STRENGTH, _HEIGHT_STRENGTH = 0.85, 0.85
# Regions smaller than this share of the picture are treated as land.
_LEAST_AREA = 0.003


def light_like(
    pictures: torch.Tensor, shares: torch.Tensor, looks: Looks, strengths: tuple[float, ...] = (1.0,)
) -> list[torch.Tensor]:
    """Pictures B×3×H×W in [-1, 1] in the light of looks, once per strength 0…1; shares B×4×H×W of their
    regions."""
    lab = rgb_to_lab(pictures)
    parts, moved = light_regions(lab, shares, looks)
    wanted = (parts[:, :, None] * moved).sum(1)
    return [lab_to_rgb(lab + strength * (wanted - lab)) for strength in strengths]


def light_regions(
    lab: torch.Tensor,
    shares: torch.Tensor,
    looks: Looks,
    land_strength: float = _LAND_STRENGTH,
    regions: tuple[int, ...] = (LAND, SKY, WATER, MIST),
) -> tuple[torch.Tensor, torch.Tensor]:
    """The shares B×R×H×W of the `regions` that are lit separately, and the colours B×R×3×H×W in Lab that each
    gives a picture; lab B×3×H×W, shares B×4×H×W (zero for other regions)."""
    parts = _parts(shares)
    means, covariances = measure_regions(lab, parts)
    lit = []
    for region in regions:
        moved = map_regions(
            lab.flatten(2),
            means[:, region],
            covariances[:, region],
            looks.means[:, region],
            looks.covariances[:, region],
        ).view_as(lab)
        if region == SKY:
            moved = _follow_heights(moved, parts[:, SKY], looks)
        amount = land_strength if region == LAND else 1.0
        lit.append(lab + amount * (moved - lab))
    return parts[:, list(regions)], torch.stack(lit, 1)


def _parts(shares: torch.Tensor) -> torch.Tensor:
    """Shares B×4×H×W with regions that have no own statistics, and streams that reflect no sky, counted as
    land."""
    is_part = shares.mean((2, 3)) >= _LEAST_AREA
    mirrors_sky = is_part[:, SKY] | ~is_part[:, LAND]
    is_apart = torch.stack([is_part[:, SKY], is_part[:, WATER] & mirrors_sky, is_part[:, MIST]], 1)
    apart = shares[:, 1:] * is_apart[..., None, None].float()
    return torch.cat([1 - apart.sum(1, keepdim=True).clamp(max=1), apart], 1)


def _follow_heights(moved: torch.Tensor, sky: torch.Tensor, looks: Looks) -> torch.Tensor:
    """Shifts the colours of skies at each height towards the look's."""
    has_heights = (looks.heights.abs().sum((1, 2)) > 0).float()[:, None, None]
    changes = (looks.means[:, SKY, None] + looks.heights - height_profile(moved, sky)) * has_heights
    distances = (places_of_rows(sky)[..., None] - torch.arange(HEIGHTS)).abs()
    change = (1 - distances).clamp(min=0) @ changes
    return moved + _HEIGHT_STRENGTH * change.transpose(1, 2)[..., None]
