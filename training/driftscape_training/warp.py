"""Coordinates and sampling: [-1, 1] with border pixel centres on ±1 (`align_corners = true`, algorithm
§2)."""

import torch
from torch import Tensor
from torch.nn import functional

# Flows are in px at network size, 256×256, whatever the size of a picture.
PX_PER_UNIT = (256 - 1) / 2


def identity_grid(like: Tensor) -> Tensor:
    """1×2×H×W coordinates of the pixel centres of `like` (N×C×H×W)."""
    height, width = like.shape[-2:]
    x = torch.linspace(-1, 1, width, device=like.device)
    y = torch.linspace(-1, 1, height, device=like.device)
    return torch.stack(torch.meshgrid(x, y, indexing="xy"))[None]


def sample(picture: Tensor, coordinates: Tensor) -> Tensor:
    """Bilinear samples of N×C×h×w at coordinates N×2×H×W; the border is repeated outside."""
    return functional.grid_sample(
        picture, coordinates.permute(0, 2, 3, 1), mode="bilinear", padding_mode="border", align_corners=True
    )


def warp(picture: Tensor, flow: Tensor) -> Tensor:
    """frame(p) = picture(p + flow(p)), flow N×2×H×W in normalised units."""
    return sample(picture, identity_grid(flow) + flow)
