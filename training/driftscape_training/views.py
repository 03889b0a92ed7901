"""Pictures for the appearance networks: random views, and different camera responses."""

import numpy as np
import torch
import torch.nn.functional as F


def to_tensor(frames: np.ndarray) -> torch.Tensor:
    """N×S×S×3 bytes to N×3×S×S in [-1, 1]."""
    return torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).float() / 127.5 - 1


def random_views(count: int, generator: torch.Generator) -> torch.Tensor:
    """Random crops (45–100 % of the sides) with mirroring, count×2×3 affine maps."""
    scale = 1 - 0.55 * torch.rand(count, 2, generator=generator) ** 1.5
    centre = (2 * torch.rand(count, 2, generator=generator) - 1) * (1 - scale)
    mirror = torch.where(torch.rand(count, generator=generator) < 0.5, -1.0, 1.0)
    views = torch.zeros(count, 2, 3)
    views[:, 0, 0], views[:, 1, 1] = scale[:, 0] * mirror, scale[:, 1]
    views[:, :, 2] = centre
    return views


def crop(frames: torch.Tensor, views: torch.Tensor, size: int) -> torch.Tensor:
    """Crops the views of pictures B×C×S×S to B×C×size×size."""
    grid = F.affine_grid(views, [*frames.shape[:2], size, size], align_corners=False)
    return F.grid_sample(frames, grid, padding_mode="reflection", align_corners=False)


def jitter(pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A random camera response (gamma, channel levels, saturation) for each picture B×3×H×W in [-1, 1]."""
    count = len(pictures)
    gamma = torch.exp(0.25 * torch.randn(count, 1, 1, 1, generator=generator))
    levels = torch.exp(0.07 * torch.randn(count, 3, 1, 1, generator=generator))
    saturation = torch.exp(0.2 * torch.randn(count, 1, 1, 1, generator=generator))
    level = (pictures * 0.5 + 0.5).clamp(1e-3, 1) ** gamma * levels
    grey = level.mean(1, keepdim=True)
    return (grey + (level - grey) * saturation).clamp(0, 1) * 2 - 1
