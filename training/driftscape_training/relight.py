"""Random, physically plausible relighting of any landscape picture (algorithm §7).

A few cameras cannot teach how light changes everywhere. Relighting makes training pairs from any frame. It
works in linear light with separate exposure and white balance for sky and land, a sky gradient, haze,
contrast and lamps that come on at night. A light is a vector, so the light half-way between two lights is
their mean.
"""

import math

import torch
import torch.nn.functional as F

from .colour import linear_to_srgb, srgb_to_linear

# Columns of a light vector. Exposures are in stops; warmth and tint are log gains.
PARAMETERS = (
    "land_exposure",
    "sky_exposure",
    "land_warmth",
    "sky_warmth",
    "horizon_warmth",
    "horizon_exposure",
    "tint",
    "saturation",
    "contrast",
    "haze",
    "lamps",
)

# Kinds of light: (mean, spread) for every parameter, relative to the light already in the picture.
KINDS = {
    "clear": (
        (0.1, 0.0, 0.0, -0.1, 0.0, 0.1, 0.0, 1.1, 1.05, 0.0, 0),
        (0.5, 0.5, 0.1, 0.1, 0.1, 0.3, 0.03, 0.2, 0.15, 0.03, 0),
    ),
    "overcast": (
        (-0.5, -0.3, -0.05, 0.05, 0, 0.0, 0.0, 0.45, 0.8, 0.15, 0),
        (0.6, 0.6, 0.1, 0.1, 0.05, 0.2, 0.03, 0.2, 0.15, 0.1, 0),
    ),
    "golden": (
        (-0.6, -0.5, 0.3, 0.15, 0.35, 0.4, 0.0, 1.1, 1.1, 0.08, 0),
        (0.6, 0.6, 0.15, 0.2, 0.25, 0.4, 0.04, 0.25, 0.2, 0.08, 0),
    ),
    "blue": (
        (-2.2, -1.6, -0.3, -0.35, 0.35, 0.8, 0.0, 0.9, 1.0, 0.05, 0.3),
        (0.7, 0.7, 0.15, 0.15, 0.3, 0.5, 0.06, 0.2, 0.15, 0.05, 0.3),
    ),
    "night": (
        (-4.0, -4.2, -0.1, -0.2, 0.2, 0.6, 0.0, 0.7, 1.0, 0.02, 1.0),
        (0.9, 1.0, 0.3, 0.3, 0.3, 0.5, 0.06, 0.25, 0.15, 0.03, 0.6),
    ),
}
# The light that leaves a picture unchanged.
UNCHANGED = torch.tensor([0.0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0])

_LIKELIHOODS = torch.tensor([0.28, 0.2, 0.2, 0.12, 0.2])
_MEANS = torch.tensor([kind[0] for kind in KINDS.values()], dtype=torch.float32)
_SPREADS = torch.tensor([kind[1] for kind in KINDS.values()], dtype=torch.float32)


def sample_lights(count: int, generator: torch.Generator | None = None) -> torch.Tensor:
    """`count` random lights, count×11 in the order of `PARAMETERS`."""
    kinds = torch.multinomial(_LIKELIHOODS, count, replacement=True, generator=generator)
    lights = _MEANS[kinds] + _SPREADS[kinds] * torch.randn(count, len(PARAMETERS), generator=generator)
    lights[:, 7].clamp_(0.05, 1.8)
    lights[:, 8].clamp_(0.5, 1.5)
    lights[:, 9].clamp_(0, 0.5)
    lights[:, 10].clamp_(0, 2.5)
    return lights


def estimate_sky(image: torch.Tensor) -> torch.Tensor:
    """Soft sky mask B×1×H×W in [0, 1] of pictures B×3×H×W in [-1, 1].

    Sky is what can be reached from the top edge without crossing a strong edge. That is coarse, but
    relighting only needs a plausible boundary along real edges.
    """
    height = image.shape[-2]
    smooth = F.avg_pool2d(F.pad(image, (2, 2, 2, 2), mode="replicate"), 5, stride=1)
    steps = (smooth[:, :, 1:] - smooth[:, :, :-1]).abs().amax(1, keepdim=True)
    steps = F.pad(steps, (0, 0, 1, 0)) * (height / 128)
    sideways = (smooth[..., 1:] - smooth[..., :-1]).abs().amax(1, keepdim=True)
    texture = torch.maximum(steps, F.pad(sideways, (1, 0)) * (height / 128))
    crossed = torch.cummax(texture, dim=2).values
    # Columns are combined with their neighbours, so that a branch in the sky does not darken everything below
    # it.
    votes = F.pad(crossed, (4, 4, 0, 0), mode="replicate").unfold(3, 9, 1).median(-1).values
    return torch.sigmoid((0.14 - votes) * 50)


def _warm(amount: torch.Tensor) -> torch.Tensor:
    """Log gains B×3 (red, green, blue) for a shift of the colour temperature."""
    return torch.stack([amount, amount * 0.1, -amount * 1.1], 1)


def relight(image: torch.Tensor, sky: torch.Tensor, lights: torch.Tensor) -> torch.Tensor:
    """Pictures B×3×H×W in [-1, 1] under other lights.

    sky: B×1×H×W in [0, 1] (see `estimate_sky`); lights: B×11 (see `PARAMETERS`). Returns pictures in [-1, 1].
    """
    light = dict(zip(PARAMETERS, lights.unbind(1), strict=True))
    height = image.shape[-2]
    linear = srgb_to_linear((image * 0.5 + 0.5).clamp(0, 1))

    # 0 at the top of the sky, 1 at the horizon (the mean lower end of the sky) and below.
    horizon = sky.mean(dim=(1, 2, 3), keepdim=True).clamp_min(0.1)
    rows = torch.linspace(0, 1, height, device=image.device).view(1, 1, -1, 1)
    nearness = (rows / horizon).clamp(0, 1) ** 2

    def column(value: torch.Tensor) -> torch.Tensor:
        return value.view(-1, value.shape[1] if value.dim() > 1 else 1, 1, 1)

    stops = math.log(2)
    land_gain = column(_warm(light["land_warmth"])) + column(light["land_exposure"]) * stops
    sky_gain = column(_warm(light["sky_warmth"])) + column(light["sky_exposure"]) * stops
    sky_gain = sky_gain + nearness * (
        column(_warm(light["horizon_warmth"])) + column(light["horizon_exposure"]) * stops
    )
    gain = sky * sky_gain + (1 - sky) * land_gain
    gain = gain + torch.tensor([0.0, 1.0, 0.0], device=image.device).view(1, 3, 1, 1) * column(light["tint"])

    luminance = linear.mean(1, keepdim=True)
    surround = F.avg_pool2d(F.pad(luminance, (6, 6, 6, 6), mode="reflect"), 13, stride=1)
    lamps = ((luminance - surround) / (surround + 0.05)).clamp(0, 1.5) ** 2 * (1 - sky)

    grey = linear.mean(1, keepdim=True)
    linear = grey + (linear - grey) * column(light["saturation"])
    linear = 0.18 * (linear.clamp_min(1e-4) / 0.18) ** column(light["contrast"])
    linear = linear * gain.exp()

    # Haze: distant things, near the horizon, take on the colour of the sky at the horizon.
    weight = sky * nearness + 1e-4
    airlight = (linear * weight).sum((2, 3), keepdim=True) / weight.sum((2, 3), keepdim=True)
    distance = torch.exp(-((rows - horizon).clamp_min(0) / 0.35))
    haze = column(light["haze"]) * distance
    linear = linear * (1 - haze) + airlight * haze
    lamp_colour = torch.tensor([1.0, 0.62, 0.28], device=image.device).view(1, 3, 1, 1)
    linear = linear + lamps * lamp_colour * column(light["lamps"]) * 0.25
    return linear_to_srgb(linear.clamp(0, 1)) * 2 - 1
