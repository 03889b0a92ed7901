"""Looks as vectors, from which codes are learned: for sky, land and water the mean colour, the deviation of
lightness, and how chroma follows it; and the sky's colours by height. Any vector is a possible look."""

import torch

from .statistics import HEIGHTS, LAND, MIST, SKY, WATER, Looks, height_profile, measure_regions

REGIONS = (SKY, LAND, WATER)
# Per region: mean 3, log deviation of lightness, change of chroma over one deviation 2, log deviations of the
# remaining chroma 2, their correlation.
OF_REGION = 9
FEATURES = OF_REGION * len(REGIONS) + 3 * HEIGHTS
# Variance in Lab below which a region counts as plain.
_FLOOR = 1.0
# Share of a picture from which a region's statistics are those of a light.
_SURE_AREA = 0.03
# Share of a picture that a sky has at least, and that mist without a sky has.
_LEAST_AREA, _MOST_SPRAY = 0.003, 0.15
# Limits of decoded deviations, in log units of Lab.
_LEAST_DEVIATION, _MOST_DEVIATION = 0.0, 3.7
_MOST_CORRELATION = 0.97


def measure_features(lab: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    """B×FEATURES of pictures in Lab B×3×H×W with regions B×4×H×W; meaningless for regions that are absent."""
    means, covariances = measure_regions(lab, shares)
    return features_of(means, covariances, height_profile(lab, shares[:, SKY]) - means[:, SKY, None])


def features_of(means: torch.Tensor, covariances: torch.Tensor, heights: torch.Tensor) -> torch.Tensor:
    """B×FEATURES of means B×4×3, covariances B×4×3×3 and heights B×8×3 (see `Looks`)."""
    parts = []
    for region in REGIONS:
        covariance = covariances[:, region]
        variance = covariance[:, 0, 0].clamp(min=0) + _FLOOR
        change = covariance[:, 0, 1:] / variance.sqrt()[:, None]
        left = covariance[:, 1:, 1:] - change[:, :, None] * change[:, None, :]
        remaining = (left * torch.eye(2)).sum(2).clamp(min=0) + _FLOOR
        correlation = left[:, 0, 1] / remaining.prod(1).sqrt()
        parts += [means[:, region], variance.log()[:, None] / 2, change, remaining.log() / 2]
        parts.append(correlation[:, None])
    return torch.cat([*parts, heights.flatten(1)], 1)


def looks_of(features: torch.Tensor) -> Looks:
    """The looks of vectors B×FEATURES; mist has the colours of the lower sky."""
    means, covariances = {}, {}
    for number, region in enumerate(REGIONS):
        mean, own = features[:, number * OF_REGION :].split(
            [3, features.shape[1] - number * OF_REGION - 3], 1
        )
        deviation = own[:, :1].clamp(_LEAST_DEVIATION, _MOST_DEVIATION).exp()
        change = own[:, 1:3]
        remaining = own[:, 3:5].clamp(_LEAST_DEVIATION, _MOST_DEVIATION).exp()
        shared = own[:, 5].clamp(-_MOST_CORRELATION, _MOST_CORRELATION) * remaining.prod(1)
        chroma = remaining.square()[..., None] * torch.eye(2) + change[:, :, None] * change[:, None, :]
        chroma = chroma + shared[:, None, None] * (1 - torch.eye(2))
        crossed = deviation * change
        first = torch.cat([deviation.square(), crossed], 1)[:, None]
        covariances[region] = torch.cat([first, torch.cat([crossed[..., None], chroma], 2)], 1)
        means[region] = torch.cat([mean[:, :1].clamp(0, 100), mean[:, 1:]], 1)
    heights = features[:, OF_REGION * len(REGIONS) :].unflatten(1, (HEIGHTS, 3))
    mist = means[SKY] + heights[:, HEIGHTS - 2]
    mist = torch.cat([mist[:, :1].clamp(0, 100), mist[:, 1:]], 1)
    return Looks(
        torch.stack([means[LAND], means[SKY], means[WATER], mist], 1),
        torch.stack([covariances[LAND], covariances[SKY], covariances[WATER], covariances[SKY]], 1),
        heights,
    )


def regroup(shares: torch.Tensor) -> torch.Tensor:
    """Regions B×4×H×W as codes know them, without mist: it belongs to the sky, and the spray of a fall, in a
    picture without a sky, to the land. So does water that mirrors no sky."""
    area = shares.mean((2, 3))[..., None, None]
    _, sky, water, mist = shares.split(1, 1)
    has_sky = (area[:, SKY : SKY + 1] >= _LEAST_AREA) | (area[:, MIST : MIST + 1] >= _MOST_SPRAY)
    mirrors_sky = (has_sky | (area[:, LAND : LAND + 1] < _LEAST_AREA)).float()
    of_sky = (sky + mist) * has_sky.float()
    of_water = water * mirrors_sky
    return torch.cat([1 - of_sky - of_water, of_sky, of_water, torch.zeros_like(mist)], 1)


def presence_of(shares: torch.Tensor) -> torch.Tensor:
    """How surely pictures show sky, land and water, B×3 in 0…1; shares B×4×H×W."""
    area = shares[:, list(REGIONS)].mean((2, 3))
    return (area / _SURE_AREA).clamp(max=1)


def spread_presence(presence: torch.Tensor) -> torch.Tensor:
    """The presence B×3 of regions for each feature, B×FEATURES."""
    regions = presence[..., None].expand(-1, -1, OF_REGION).flatten(1)
    return torch.cat([regions, presence[:, :1].expand(-1, 3 * HEIGHTS)], 1)
