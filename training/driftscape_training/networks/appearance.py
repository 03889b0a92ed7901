"""Appearance networks: photo and code to a colour transfer map, and a picture to its code (algorithm §5, §6,
§8)."""

import torch
import torch.nn.functional as F
from torch import nn

from ..colour import rgb_to_lab
from ..looks.features import looks_of, measure_features, presence_of, regroup, spread_presence
from ..looks.fit import ARTANH_LIMIT, fit_maps
from ..looks.lab import lab_to_rgb
from ..looks.statistics import LAND, SKY, WATER
from ..looks.wanted import light_regions
from .look_code import LookCode
from .regions import RegionNetwork

TRANSFER_FORMS = ("tanh-artanh", "tanh")
# The form of the maps that this predictor draws.
TRANSFER_FORM = "tanh-artanh"
# How far land is moved towards the light of a code.
_LAND_STRENGTH = 1.0
# Distance from the photo's own code, in units of codes, at which what eight numbers cannot say of its light is
# kept by e^-½.
_OWN_REACH = 2.5


def transfer_colours(
    image: torch.Tensor, gain: torch.Tensor, bias: torch.Tensor, form: str = TRANSFER_FORM
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


class AppearanceNetworks(nn.Module):
    """What predictor and encoder share: regions of a picture, and codes of looks."""

    def __init__(self) -> None:
        super().__init__()
        self.regions = RegionNetwork()
        self.codes = LookCode()

    def encode(self, image: torch.Tensor) -> torch.Tensor:
        """E_A: pictures B×3×128×128 in [-1, 1] → codes B×8."""
        shares = regroup(self.regions(image))
        return self.codes.encode(measure_features(rgb_to_lab(image), shares), presence_of(shares))

    def predict(self, image: torch.Tensor, code: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """P_A: photos B×3×128×128 and codes B×8 → gain and bias B×3×128×128.

        What a code cannot say of the photo's own light stays near the photo's own code: there the map is
        close to the identity, and the same place in another light keeps its colours.
        """
        shares, lab = regroup(self.regions(image)), rgb_to_lab(image)
        features, presence = measure_features(lab, shares), presence_of(shares)
        own = self.codes.encode(features, presence)
        nearness = torch.exp(-(code - own).square().sum(1, keepdim=True) / (2 * _OWN_REACH**2))
        unsaid = (features - self.codes.decode(own)) * spread_presence(presence)
        looks = looks_of(self.codes.decode(code) + nearness * unsaid)
        parts, lit = light_regions(lab, shares, looks, _LAND_STRENGTH, (LAND, SKY, WATER))
        targets = lab_to_rgb(lit.flatten(0, 1)).unflatten(0, lit.shape[:2])
        return fit_maps(image, parts, targets)


class ExportedPredictor(nn.Module):
    """The predictor in the bundle's form: `image` 1×3×256×256, `code` 1×8 → maps 1×3×256×256 (algorithm
    §8)."""

    def __init__(self, networks: AppearanceNetworks):
        super().__init__()
        self.networks = networks

    def forward(self, image: torch.Tensor, code: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        maps = torch.cat(self.networks.predict(F.avg_pool2d(image, 2), code), 1)
        gain, bias = F.interpolate(maps, scale_factor=2.0, mode="bilinear", align_corners=False).chunk(2, 1)
        return gain, bias


class ExportedEncoder(nn.Module):
    """The encoder in the bundle's form: `image` 1×3×128×128 → `code` 1×8 (algorithm §8)."""

    def __init__(self, networks: AppearanceNetworks):
        super().__init__()
        self.networks = networks

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.networks.encode(image)
