"""The map between two colour distributions in Lab (algorithm §5.2), for many regions at once.

It is triangular: lightness is mapped by itself, with a power, like exposure; chroma is mapped from its mean
at that lightness and its deviation from that, along the axes of both (Monge–Kantorovich in two dimensions).
The numbers are the engine's.
"""

import torch

_CONTRAST = (0.45, 1.35)
_EXPONENT = (0.55, 2.6)
_STRETCH = (0.15, 1.3)
_BRIGHTENING, _LEAST_BRIGHTNESS = 2.4, 6.0
_FLOOR = 4.0
_MOST_DEVIATIONS = 3.2
_SHOULDER = 88.0
# Added to the square of half the difference of two eigenvalues: axes of a circle are not determined.
_SAME_AXES = 1e-10


def map_regions(
    lab: torch.Tensor,
    means: torch.Tensor,
    covariances: torch.Tensor,
    to_means: torch.Tensor,
    to_covariances: torch.Tensor,
) -> torch.Tensor:
    """Colours B×3×N taken from the distribution with means B×3 and covariances B×3×3 to that of `to_…`."""
    source, target = _conditional(covariances), _conditional(to_covariances)
    from_l, to_l = means[:, 0], torch.minimum(to_means[:, 0], _BRIGHTENING * means[:, 0] + _LEAST_BRIGHTNESS)
    contrast = (target.variance / source.variance).sqrt().clamp(*_CONTRAST)
    middle = from_l.clamp(min=4)
    exponent = (contrast * middle / to_l.clamp(min=4)).clamp(*_EXPONENT)
    # The mean of a power is not the power of the mean.
    bend = 1 + exponent * (exponent - 1) / 2 * (source.variance / middle**2).clamp(max=1)
    scale = to_l / bend.clamp(min=0.5)
    spread = target.variance.sqrt()

    above = _column(scale) * (lab[:, 0].clamp(min=0) / _column(middle)) ** _column(exponent) - _column(to_l)
    above = torch.where(above > 0, _bounded(above, _column(_MOST_DEVIATIONS * spread)), above)
    away = _bounded(above, _column(2 * spread))
    own = lab[:, 1:] - means[:, 1:, None] - source.slope[..., None] * (lab[:, :1] - _column(from_l)[:, None])
    chroma = to_means[:, 1:, None] + target.slope[..., None] * away[:, None]
    chroma = chroma + _transport(source.residual, target.residual) @ own
    return torch.cat([_below_white(_column(to_l) + above)[:, None], chroma], 1)


class _conditional:
    """Chroma given lightness: its slope B×2, and the residual covariance B×2×2."""

    def __init__(self, covariances: torch.Tensor):
        self.variance = covariances[:, 0, 0].clamp(min=0) + _FLOOR
        self.slope = covariances[:, 0, 1:] / self.variance[:, None]
        left = covariances[:, 1:, 1:] - covariances[:, 0, 1:, None] * self.slope[:, None]
        diagonal = (left * torch.eye(2)).sum(2).clamp(min=0) + _FLOOR
        self.residual = diagonal[..., None] * torch.eye(2) + left * (1 - torch.eye(2))


def _transport(source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """The symmetric matrices B×2×2 that map one covariance to another, with bounded stretches."""
    root, inverse = _power(source, 0.5), _power(source, -0.5)
    return _power(inverse @ _power(root @ target @ root, 0.5) @ inverse, 1, *_STRETCH)


def _power(
    matrices: torch.Tensor, exponent: float, least: float = 0, most: float = float("inf")
) -> torch.Tensor:
    """Powers of symmetric matrices B×2×2, their eigenvalues bounded. Closed, because ONNX knows no
    eigenvalues."""
    (a, b), d = matrices[:, 0].unbind(1), matrices[:, 1, 1]
    middle = (a + d) / 2
    radius = (((a - d) / 2).square() + b.square() + _SAME_AXES).sqrt()
    high, low = (
        (value.clamp(min=1e-6) ** exponent).clamp(least, most) for value in (middle + radius, middle - radius)
    )
    slope = (high - low) / (2 * radius)
    offset = (high + low) / 2 - slope * middle
    return slope[:, None, None] * matrices + offset[:, None, None] * torch.eye(2)


def _below_white(lightness: torch.Tensor) -> torch.Tensor:
    room = 100 - _SHOULDER
    compressed = _SHOULDER + room * torch.tanh((lightness - _SHOULDER) / room)
    return torch.where(lightness <= _SHOULDER, lightness, compressed)


def _bounded(value: torch.Tensor, bound: torch.Tensor) -> torch.Tensor:
    return bound * torch.tanh(value / bound)


def _column(values: torch.Tensor) -> torch.Tensor:
    return values[:, None]
