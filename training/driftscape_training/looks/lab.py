"""From CIELAB back to sRGB; colours outside sRGB keep their hue."""

import torch

from ..colour import linear_to_srgb

_XYZ_TO_RGB = torch.tensor(
    [
        [3.2404542 * 0.95047, -1.5371385, -0.4985314 * 1.08883],
        [-0.969266 * 0.95047, 1.8760108, 0.041556 * 1.08883],
        [0.0556434 * 0.95047, -0.2040259, 1.0572252 * 1.08883],
    ]
)
_HALVINGS = 6
_TOLERANCE = 1e-4


def lab_to_rgb(lab: torch.Tensor) -> torch.Tensor:
    """B×3×H×W of CIE Lab (D65) to RGB in [-1, 1]. Colours outside sRGB keep lightness and hue and lose
    chroma."""
    colours = lab.movedim(1, -1).reshape(-1, 3).clone()
    colours[:, 0].clamp_(0, 100)
    linear = _to_linear(colours)
    outside = ~_is_inside(linear)
    if outside.any():
        linear[outside] = _to_linear(_fit_chroma(colours[outside]))
    rgb = linear_to_srgb(linear.clamp(0, 1)) * 2 - 1
    return rgb.reshape(lab.shape[0], *lab.shape[2:], 3).movedim(-1, 1)


def _fit_chroma(colours: torch.Tensor) -> torch.Tensor:
    """The largest share of each colour's chroma that is inside sRGB, by bisection."""
    inside, outside = torch.zeros(len(colours), 1), torch.ones(len(colours), 1)
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        fits = _is_inside(_to_linear(torch.cat([colours[:, :1], middle * colours[:, 1:]], 1)))[:, None]
        inside, outside = torch.where(fits, middle, inside), torch.where(fits, outside, middle)
    return torch.cat([colours[:, :1], inside * colours[:, 1:]], 1)


def _is_inside(linear: torch.Tensor) -> torch.Tensor:
    return ((linear >= -_TOLERANCE) & (linear <= 1 + _TOLERANCE)).all(1)


def _to_linear(colours: torch.Tensor) -> torch.Tensor:
    y = (colours[:, 0] + 16) / 116
    curved = torch.stack([y + colours[:, 1] / 500, y, y - colours[:, 2] / 200], 1)
    xyz = torch.where(curved > 6 / 29, curved**3, (116 * curved - 16) / (24389 / 27))
    return xyz @ _XYZ_TO_RGB.T
