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
    lab = torch.cat([lab[:, :1].clamp(0, 100), lab[:, 1:]], 1)
    return linear_to_srgb(_to_linear(_fit_chroma(lab)).clamp(0, 1)) * 2 - 1


def _fit_chroma(lab: torch.Tensor) -> torch.Tensor:
    """Colours with the largest share of their chroma that is inside sRGB, by bisection."""
    lightness, chroma = lab[:, :1], lab[:, 1:]
    share = _is_inside(lab)
    for halving in range(1, _HALVINGS + 1):
        step = 0.5**halving
        tried = (share + step).clamp(max=1)
        share = share + (tried - share) * _is_inside(torch.cat([lightness, tried * chroma], 1))
    return torch.cat([lightness, share * chroma], 1)


def _is_inside(lab: torch.Tensor) -> torch.Tensor:
    """1 where colours are inside sRGB, else 0, B×1×H×W."""
    linear = _to_linear(lab)
    least, most = linear.amin(1, keepdim=True), linear.amax(1, keepdim=True)
    return ((least >= -_TOLERANCE) & (most <= 1 + _TOLERANCE)).float()


def _to_linear(lab: torch.Tensor) -> torch.Tensor:
    y = (lab[:, :1] + 16) / 116
    curved = torch.cat([y + lab[:, 1:2] / 500, y, y - lab[:, 2:] / 200], 1)
    # A line up to 6/29 and the cube beyond, without a branch: their difference has a double root there.
    beyond = (curved - 6 / 29).clamp(min=0)
    xyz = (116 * curved - 16) * (27 / 24389) + beyond * beyond * (curved + 12 / 29)
    return torch.nn.functional.conv2d(xyz, _XYZ_TO_RGB[..., None, None])
