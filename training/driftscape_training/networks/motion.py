"""The motion predictor P_M: photo and code → flow = mask · field (algorithm §3)."""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from .backbone import PYRAMID_CHANNELS, Backbone
from .layout import LAYOUT_FEATURES, Layout, enlarge_field
from .movable import MovableArea

CODE_SIZE = 8
FLOW_BOUND = 1 / 64
# Channels of the decoder at strides 2, 4, 8, 16, 32, and at full size.
WIDTHS = (32, 64, 96, 128, 160)
FULL_WIDTH = 16
# The mask that multiplies the flow is steeper than the probability that a pixel moves: doubtful pixels move
# or are static, but do not crawl.
MASK_STEEPNESS = 3
# Log odds in favour of motion where it is doubtful if something can move: the photo's mask only holds back
# likely land, and the code decides about the rest. Smaller in training, so that the code's mask does not
# learn to compensate.
BENEFIT_OF_DOUBT, BENEFIT_IN_TRAINING = 2.5, 1.0
# Dropout of the deepest features in training, so that the network does not rely on single ones.
DROPOUT = 0.1


def double(x: Tensor) -> Tensor:
    """Twice the size, bilinear."""
    return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def quadruple(x: Tensor) -> Tensor:
    """Four times the size, bilinear."""
    return functional.interpolate(x, scale_factor=4, mode="bilinear", align_corners=False)


def both(a: Tensor, b: Tensor) -> Tensor:
    """Logits of the product of two probabilities given as logits."""
    return -torch.logsumexp(torch.stack((-a, -b, -a - b)), 0)


@dataclass(frozen=True)
class Prediction:
    """`flow` N×2×H×W; `logits` N×1×H×W of the mask, `movable` the same of what can move under any code;
    `field` N×2×H/4×W/4 before the mask."""

    flow: Tensor
    logits: Tensor
    movable: Tensor
    field: Tensor


def resize(x: Tensor, like: Tensor) -> Tensor:
    """`x` resized to the size of `like`, bilinear."""
    if x.shape[-2:] == like.shape[-2:]:
        return x
    return functional.interpolate(x, size=like.shape[-2:], mode="bilinear", align_corners=False)


class CodedConv(nn.Module):
    """3×3 convolution, group norm (not on large maps, where it costs most), gain and bias per channel from
    the code (FiLM), ReLU."""

    def __init__(self, channels: int, out: int, embedding: int, has_norm: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out, 3, padding=1, bias=not has_norm)
        self.norm = nn.GroupNorm(8, out) if has_norm else nn.Identity()
        self.film = nn.Linear(embedding, 2 * out)
        nn.init.normal_(self.film.weight, std=0.02)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        gain, bias = self.film(embedding)[:, :, None, None].chunk(2, 1)
        return functional.relu(self.norm(self.conv(x)) * (1 + gain) + bias)


class Decoder(nn.Module):
    """Goes up the pyramid; returns features from stride 32 to stride 2."""

    def __init__(self, embedding: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(
            nn.Conv2d(c, w, 1) for c, w in zip(PYRAMID_CHANNELS, WIDTHS, strict=True)
        )
        self.layout = nn.Conv2d(LAYOUT_FEATURES, WIDTHS[-1], 1)
        self.narrow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in pairwise(WIDTHS))
        self.first = nn.ModuleList(CodedConv(w, w, embedding, has_norm=w > WIDTHS[0]) for w in WIDTHS)
        self.second = nn.ModuleList(CodedConv(w, w, embedding, has_norm=w > WIDTHS[0]) for w in WIDTHS)

    def forward(self, levels: list[Tensor], embedding: Tensor, layout: Tensor) -> list[Tensor]:
        features: list[Tensor] = []
        for depth in range(len(WIDTHS) - 1, -1, -1):
            x = self.lateral[depth](levels[depth])
            if not features:
                x = functional.dropout2d(x, DROPOUT, self.training) + resize(self.layout(layout), x)
            else:
                x = x + double(self.narrow[depth](features[-1]))
            x = self.first[depth](x, embedding)
            features.append(x + self.second[depth](x, embedding))
        return features


class MotionPredictor(nn.Module):
    """`image` N×3×256×256 in [-1, 1], `code` N×8 → backward flow N×2×256×256, normalised units, |f| ≤
    FLOW_BOUND.

    The field is smooth: the sum of heads at strides 16, 8 and 4 and of a coarse layout from the code alone,
    so that a code means the same motion on photos unlike those of training. The mask is computed at full
    size, also from the picture itself, so that thin static things can cut through the moving field. What
    cannot move in the photo is static under every code.
    """

    def __init__(self, embedding: int = 64) -> None:
        super().__init__()
        self.backbone = Backbone()
        self.embed = nn.Sequential(
            nn.Linear(CODE_SIZE, embedding), nn.SiLU(), nn.Linear(embedding, embedding)
        )
        self.layout = Layout(CODE_SIZE)
        self.decoder = Decoder(embedding)
        self.field = nn.ModuleList(nn.Conv2d(w, 2, 3, padding=1) for w in (WIDTHS[3], WIDTHS[2], WIDTHS[1]))
        self.coarse_mask = nn.Conv2d(WIDTHS[1], 1, 3, padding=1)
        self.picture = nn.Conv2d(3, FULL_WIDTH, 3, padding=1)
        self.narrow = nn.Conv2d(WIDTHS[0], FULL_WIDTH, 1)
        self.full = CodedConv(FULL_WIDTH, FULL_WIDTH, embedding, has_norm=False)
        self.fine_mask = nn.Conv2d(FULL_WIDTH, 1, 3, padding=1)
        self.movable = MovableArea()

    def forward(self, image: Tensor, code: Tensor) -> Tensor:
        return self.predict(image, code).flow

    def predict(self, image: Tensor, code: Tensor) -> Prediction:
        """The flow with everything that training compares."""
        embedding = self.embed(code)
        layout = self.layout(code)
        levels = self.backbone(image)
        _, stride16, stride8, stride4, stride2 = self.decoder(levels, embedding, layout.features)
        field = double(self.field[0](stride16)) + self.field[1](stride8)
        field = double(field) + self.field[2](stride4)
        field = field + enlarge_field(layout.field, field.shape[-1])
        field = FLOW_BOUND * torch.tanh(field)
        full = self.full(self.picture(image) + double(self.narrow(stride2)), embedding)
        coarse = self.coarse_mask(stride4) + resize(layout.mask, stride4)
        coded = quadruple(coarse) + self.fine_mask(full)
        movable = double(self.movable(levels))
        # What can move is only learned from its own labels; other losses would favour more motion.
        benefit = BENEFIT_IN_TRAINING if self.training else BENEFIT_OF_DOUBT
        logits = both(coded, movable.detach() + benefit)
        flow = torch.sigmoid(MASK_STEEPNESS * logits) * quadruple(field)
        return Prediction(flow, logits, movable, field)
