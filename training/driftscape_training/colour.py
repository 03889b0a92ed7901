"""Colour spaces and the distance between colour distributions (algorithm §7, §10)."""

import torch

# Matrix from sRGB primaries to XYZ, divided by the D65 white (IEC 61966-2-1, CIE 15).
_RGB_TO_XYZ = torch.tensor(
    [
        [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883],
    ]
)


def srgb_to_linear(srgb: torch.Tensor) -> torch.Tensor:
    """Gamma-coded sRGB in [0, 1] to linear light in [0, 1], any shape."""
    return torch.where(srgb <= 0.04045, srgb / 12.92, ((srgb.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(linear: torch.Tensor) -> torch.Tensor:
    """Linear light in [0, 1] to gamma-coded sRGB in [0, 1], any shape."""
    bright = 1.055 * linear.clamp_min(0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(linear <= 0.0031308, linear * 12.92, bright)


def rgb_to_lab(image: torch.Tensor) -> torch.Tensor:
    """B×3×… RGB in [-1, 1] to CIE Lab (D65): L in 0…100, a and b roughly within ±110. Differentiable."""
    linear = srgb_to_linear((image.float() * 0.5 + 0.5).clamp(0, 1))
    xyz = torch.einsum("ij,bj...->bi...", _RGB_TO_XYZ.to(linear), linear)
    threshold = (6 / 29) ** 3
    curved = torch.where(
        xyz > threshold, xyz.clamp_min(threshold) ** (1 / 3), xyz / (3 * (6 / 29) ** 2) + 4 / 29
    )
    x, y, z = curved.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], 1)


def projections(count: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """`count`×3 random unit vectors, uniform on the sphere."""
    directions = torch.randn(count, 3, generator=generator)
    return directions / directions.norm(dim=1, keepdim=True)


def sliced_wasserstein(first: torch.Tensor, second: torch.Tensor, directions: torch.Tensor) -> torch.Tensor:
    """Sliced 1-Wasserstein distance between two sets of colours, in the unit of the colours.

    first, second: B×N×3 (equal N); directions: P×3 unit vectors. Returns B distances: the mean over
    directions of the mean absolute difference of the sorted projections.
    """
    ordered = [torch.sort(colours @ directions.T.to(colours), dim=1).values for colours in (first, second)]
    return (ordered[0] - ordered[1]).abs().mean(dim=(1, 2))


def colour_distance(first: torch.Tensor, second: torch.Tensor, direction_count: int = 64) -> torch.Tensor:
    """Sliced Wasserstein distance in Lab of two batches of pictures B×3×H×W in [-1, 1]: B numbers in ΔE
    units.

    The directions come from a fixed seed, so that the same pictures always give the same figure.
    """
    directions = projections(direction_count, torch.Generator().manual_seed(2019))
    sets = [rgb_to_lab(image).flatten(2).transpose(1, 2) for image in (first, second)]
    return sliced_wasserstein(sets[0], sets[1], directions)
