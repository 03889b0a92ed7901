"""Appearance networks: photo and code to a colour transfer map, and a picture to its code (algorithm §5, §6,
§8)."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

CODE_SIZE = 8
WORKING_SIZE = 64
WIDTHS = (24, 48, 96, 192)
# |x| is clamped to this before artanh: one level of 255 below pure white and above pure black.
ARTANH_LIMIT = 1 - 1 / 255
TRANSFER_FORMS = ("tanh-artanh", "tanh")
# Zero padding would show as a frame around the picture.
_BORDER = "replicate"
# Gains are in [e^-1.5, e^1.5], biases in [-3, 3]: enough to turn a white sky into night and back.
_GAIN_REACH = 1.5
_BIAS_REACH = 3.0
# Variance of lightness (range -1…1) below which an edge counts as texture when the maps are enlarged.
_EDGE_STRENGTH = 0.04


def transfer_colours(
    image: torch.Tensor, gain: torch.Tensor, bias: torch.Tensor, form: str = "tanh-artanh"
) -> torch.Tensor:
    """Applies a colour transfer map (algorithm §5): tanh(gain·artanh(x) + bias), or tanh(gain·x + bias).

    All B×3×H×W, `image` and the result in [-1, 1]. "tanh-artanh" clamps |x| to 1 − 1/255 first and is the
    identity at gain 1, bias 0.
    """
    if form not in TRANSFER_FORMS:
        raise ValueError(f"colour transfer must be one of {', '.join(TRANSFER_FORMS)}, not {form!r}")
    if form == "tanh-artanh":
        image = torch.atanh(image.clamp(-ARTANH_LIMIT, ARTANH_LIMIT))
    return torch.tanh(gain * image + bias)


def enlarge_maps(
    gain: torch.Tensor, bias: torch.Tensor, image: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Enlarges maps B×3×M×M to the size of the picture B×3×S×S (S a multiple of M), smoothly but along its
    strong edges.

    A guided filter (He & Sun, "Fast guided filter", arXiv 1505.00996): locally the maps are a linear function
    of the picture's lightness, computed at the small size and applied at the large one, so that the light of
    the sky does not spill over the ridge below it. Weaker texture has no effect.
    """
    maps = torch.cat([gain.log(), bias], 1)
    guide = image.mean(1, keepdim=True)
    small = F.avg_pool2d(guide, image.shape[-1] // maps.shape[-1])
    mean_guide, mean_maps = _box(small), _box(maps)
    variance = _box(small * small) - mean_guide * mean_guide
    slope = (_box(small * maps) - mean_guide * mean_maps) / (variance + _EDGE_STRENGTH)
    offset = mean_maps - slope * mean_guide
    scale = float(image.shape[-1] // maps.shape[-1])
    slope, offset = (
        F.interpolate(_box(plane), scale_factor=scale, mode="bilinear", align_corners=False)
        for plane in (slope, offset)
    )
    enlarged = slope * guide + offset
    gain = enlarged[:, :3].clamp(-_GAIN_REACH, _GAIN_REACH).exp()
    return gain, enlarged[:, 3:].clamp(-_BIAS_REACH, _BIAS_REACH)


def _box(planes: torch.Tensor) -> torch.Tensor:
    """Mean over 3×3 points, border repeated."""
    return F.avg_pool2d(F.pad(planes, (1, 1, 1, 1), mode="replicate"), 3, stride=1)


class ModulatedConvolution(nn.Module):
    """3×3 convolution, scale and shift from a condition vector, SiLU; optionally with group norm before."""

    def __init__(self, in_channels: int, out_channels: int, condition_size: int, is_normed: bool = True):
        super().__init__()
        self.convolution = nn.Conv2d(in_channels, out_channels, 3, 1, 1, padding_mode=_BORDER)
        self.norm = nn.GroupNorm(8, out_channels, affine=False) if is_normed else nn.Identity()
        self.modulation = nn.Linear(condition_size, 2 * out_channels)

    def forward(self, features: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        scale, shift = self.modulation(condition)[:, :, None, None].chunk(2, 1)
        return F.silu(self.norm(self.convolution(features)) * (1 + scale) + shift)


class AppearancePredictor(nn.Module):
    """P_A: `image` B×3×64×64 in [-1, 1] and `code` B×8 → `gain`, `bias` B×3×32×32.

    Light is coarse, and its edges are restored when the maps are enlarged along the photo's own edges. A
    summary of the photo enters every layer together with the code, because the change depends on the present
    light.
    """

    def __init__(self, widths: tuple[int, ...] = WIDTHS):
        super().__init__()
        condition = 128
        self.condition = nn.Sequential(
            nn.Linear(CODE_SIZE + widths[-1], condition),
            nn.SiLU(),
            nn.Linear(condition, condition),
            nn.SiLU(),
        )
        self.stem = nn.Conv2d(3, widths[0], 5, 2, 2, padding_mode=_BORDER)
        self.down = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(below, above, 3, 2, 1, padding_mode=_BORDER), nn.GroupNorm(8, above), nn.SiLU()
            )
            for below, above in pairwise(widths)
        )
        self.summary = nn.Linear(widths[-1], widths[-1])
        self.bottom = nn.ModuleList(ModulatedConvolution(widths[-1], widths[-1], condition) for _ in range(3))
        self.up = nn.ModuleList(
            ModulatedConvolution(below, below, condition, is_normed=below != widths[0])
            for below in widths[-2::-1]
        )
        self.narrow = nn.ModuleList(nn.Conv2d(above, below, 1) for above, below in pairwise(widths[::-1]))
        self.last = ModulatedConvolution(widths[0], widths[0], condition, is_normed=False)
        self.head = nn.Conv2d(widths[0], 6, 3, 1, 1, padding_mode=_BORDER)
        nn.init.normal_(self.head.weight, std=1e-3)
        nn.init.zeros_(self.head.bias)

    def forward(self, image: torch.Tensor, code: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = F.silu(self.stem(image))
        skips = []
        for stage in self.down:
            skips.append(features)
            features = stage(features)
        summary = F.silu(self.summary(features.mean(dim=(2, 3))))
        condition = self.condition(torch.cat([code, summary], 1))
        for block in self.bottom:
            features = features + block(features, condition)
        for narrow, block, skip in zip(self.narrow, self.up, reversed(skips), strict=True):
            features = F.interpolate(narrow(features), scale_factor=2.0, mode="bilinear", align_corners=False)
            features = block(features + skip, condition)
        gain, bias = self.head(self.last(features, condition)).float().chunk(2, 1)
        return torch.exp(_GAIN_REACH * torch.tanh(gain)), _BIAS_REACH * torch.tanh(bias)


class AppearanceEncoder(nn.Module):
    """E_A: `image` B×3×64×64 in [-1, 1] → `code` B×8, close to a unit Gaussian over natural pictures."""

    def __init__(self, widths: tuple[int, ...] = (24, 48, 96, 128)):
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, widths[0], 5, 2, 2), nn.SiLU()]
        for below, above in pairwise(widths):
            layers += [nn.Conv2d(below, above, 3, 2, 1), nn.GroupNorm(8, above), nn.SiLU()]
        self.features = nn.Sequential(*layers)
        # Colours themselves, averaged over a 4×4 layout, in addition to the features of the convolutions.
        self.code = nn.Sequential(
            nn.Linear(widths[-1] * 16 + 6 * 16, 128), nn.SiLU(), nn.Linear(128, CODE_SIZE)
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        features = self.features(image).flatten(1)
        means = F.avg_pool2d(image, 16)
        deviations = (F.avg_pool2d(image.square(), 16) - means.square()).clamp_min(1e-5).sqrt()
        return self.code(torch.cat([features, means.flatten(1), deviations.flatten(1)], 1)).float()


class AppearancePair(nn.Module):
    """Predictor and encoder, trained together."""

    def __init__(self):
        super().__init__()
        self.predictor = AppearancePredictor()
        self.encoder = AppearanceEncoder()


class ExportedPredictor(nn.Module):
    """The predictor in the bundle's form: `image` 1×3×256×256, `code` 1×8 → maps 1×3×256×256 (algorithm
    §8)."""

    def __init__(self, predictor: AppearancePredictor):
        super().__init__()
        self.predictor = predictor

    def forward(self, image: torch.Tensor, code: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return enlarge_maps(*self.predictor(F.avg_pool2d(image, 4), code), image)


class ExportedEncoder(nn.Module):
    """The encoder in the bundle's form: `image` 1×3×128×128 → `code` 1×8 (algorithm §8)."""

    def __init__(self, encoder: AppearanceEncoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.encoder(F.avg_pool2d(image, 2))
