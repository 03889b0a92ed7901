"""Colour transfer maps that come closest to wanted colours (algorithm §5.2): lines through the colours in small
windows. The numbers are the engine's, on a smaller grid."""

import torch
import torch.nn.functional as F

# |x| is clamped to this before artanh: one level of 255 below pure white and above pure black.
ARTANH_LIMIT = 1 - 1 / 255
# Radius of the windows of all regions together, in points, and of single regions, in cells of 2×2 points.
_JOINT_RADIUS, _REGION_RADIUS = 1, 2
# Variance of artanh in a window below which the gain of its surroundings is used.
_FLATNESS = 0.004
_MOST_GAIN = 4.0
# Error of a joint line, in colours of [-1, 1], above which the regions' own lines are used.
_BEARABLE_ERROR = 0.04
# Weight of points that are hardly visible, dark and bright ones, whose artanh is large.
_LEAST_WEIGHT = 0.02


def fit_maps(
    image: torch.Tensor, parts: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Gain and bias B×3×H×W, in the form `tanh-artanh`, that take a picture B×3×H×W to the colours `targets`
    B×R×3×H×W of its parts B×R×H×W, all in [-1, 1].

    In a window at the edge of a region, one line through the colours of both sides is as sharp as the
    picture's own edge. Where no line fits both sides, each part's own line counts by its share.
    """
    x = _artanh(image)
    own_gain, own_bias = _fit_parts(x, parts, targets)
    wanted = (parts[:, :, None] * targets).sum(1)
    weight, y = _visibility(wanted), _artanh(wanted)
    sums = torch.stack([weight, weight * x, weight * y, weight * x * x, weight * x * y, weight * y * y], 1)
    sums = _box(sums, _JOINT_RADIUS)
    gain, bias, left = _lines(sums[:, :5], own_gain, sums[:, 5])
    error = left.clamp(min=0) * sums[:, 0]
    share = error / (error + _BEARABLE_ERROR**2)
    return gain + share * (own_gain - gain), bias + share * (own_bias - bias)


def _fit_parts(
    x: torch.Tensor, parts: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """The smooth lines of single parts, mixed by their shares."""
    gain, bias = torch.zeros_like(x), torch.zeros_like(x)
    for number in range(parts.shape[1]):
        share, target = parts[:, number, None], targets[:, number]
        weight, y = _visibility(target) * share.square(), _artanh(target)
        sums = torch.stack([weight, weight * x, weight * y, weight * x * x, weight * x * y], 1)
        usual, _, _ = _lines(sums.mean((3, 4), keepdim=True), torch.ones_like(x[..., :1, :1]))
        cells = _box(F.avg_pool2d(sums.flatten(1, 2), 2).unflatten(1, (5, 3)), _REGION_RADIUS)
        for plane, lines in zip((gain, bias), _lines(cells, usual)[:2], strict=True):
            plane += share * F.interpolate(lines, scale_factor=2.0, mode="bilinear", align_corners=False)
    return gain, bias


def _lines(
    sums: torch.Tensor, expected: torch.Tensor, squares: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Gain, bias and mean square residual (zero without `squares`, the sums of w·y²) of the lines through
    points whose sums of w, w·x, w·y, w·x² and w·x·y are given, B×5×…."""
    weight, x, y, xx, xy = sums.unbind(1)
    share = 1 / (weight + 1e-9)
    mean_x, mean_y = x * share, y * share
    variance = (xx * share - mean_x * mean_x).clamp(min=0)
    covariance = xy * share - mean_x * mean_y
    gain = ((covariance + _FLATNESS * expected) / (variance + _FLATNESS)).clamp(0, _MOST_GAIN)
    bias = mean_y - gain * mean_x
    if squares is None:
        return gain, bias, torch.zeros_like(gain)
    left = squares * share - mean_y * mean_y - 2 * gain * covariance + gain * gain * variance
    return gain, bias, left


def _box(planes: torch.Tensor, radius: int) -> torch.Tensor:
    """Mean over windows of (2 · radius + 1)² points of B×K×3×H×W, border repeated."""
    flat = F.pad(planes.flatten(1, 2), (radius,) * 4, mode="replicate")
    side = 2 * radius + 1
    return F.avg_pool2d(F.avg_pool2d(flat, (side, 1), 1), (1, side), 1).unflatten(1, planes.shape[1:3])


def _artanh(values: torch.Tensor) -> torch.Tensor:
    # By logarithms, because the exporter does not know atanh.
    held = values.clamp(-ARTANH_LIMIT, ARTANH_LIMIT)
    return ((1 + held).log() - (1 - held).log()) / 2


def _visibility(values: torch.Tensor) -> torch.Tensor:
    """Weight of an error of artanh: the slope of tanh there."""
    return (1 - values * values) ** 2 + _LEAST_WEIGHT
