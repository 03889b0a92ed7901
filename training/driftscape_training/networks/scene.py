"""The scene network P_S: photo → shares of land, sky, water and mist."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from .backbone import Backbone, fold_batch_norm, load_imagenet_weights

CLASSES = ("land", "sky", "water", "mist")
# Side of the photo, and of the smaller picture for the backbone.
SCENE_SIZE, BACKBONE_SIZE = 384, 256
# Number of backbone blocks used; the last one has a fifth of the weights and adds little.
TAPS, TAP_CHANNELS = (0, 2, 4, 10, 14), (16, 24, 40, 112, 192)
# Channels of the decoder at the backbone's strides 2, 4, 8, 16, 32, and at half of the photo's size.
WIDTHS = (24, 40, 64, 80, 112)
FINE_WIDTH = 24
HEADS = 4
LARGEST_LOGIT = 20.0
# Dropout of the deepest features in training, so that the network does not rely on single ones.
DROPOUT = 0.1


class WholePicture(nn.Module):
    """Self-attention between all points of the coarsest map: reflections, the reach of haze, and night are
    only visible in the whole picture."""

    def __init__(self, channels: int, places: int) -> None:
        super().__init__()
        self.where = nn.Parameter(torch.randn(1, channels, places, places) * 0.02)
        self.norms = nn.ModuleList(nn.LayerNorm(channels) for _ in range(2))
        self.ask = nn.Linear(channels, 3 * channels)
        self.answer = nn.Linear(channels, channels)
        self.think = nn.Sequential(
            nn.Linear(channels, 2 * channels), nn.ReLU(), nn.Linear(2 * channels, channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        count, channels, high, wide = x.shape
        where = self.where
        if where.shape[-2:] != (high, wide):
            where = functional.interpolate(where, size=(high, wide), mode="bilinear", align_corners=False)
        tokens = (x + where).flatten(2).transpose(1, 2)
        shape = (count, high * wide, 3, HEADS, channels // HEADS)
        query, key, value = self.ask(self.norms[0](tokens)).reshape(shape).permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(query @ key.transpose(-1, -2) * (channels // HEADS) ** -0.5, -1)
        tokens = tokens + self.answer((weights @ value).transpose(1, 2).flatten(2))
        tokens = tokens + self.think(self.norms[1](tokens))
        return tokens.transpose(1, 2).reshape(x.shape)


class Decoder(nn.Module):
    """Goes up the pyramid from stride 32 to stride 2 of the backbone's picture."""

    def __init__(self) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(c, w, 1) for c, w in zip(TAP_CHANNELS, WIDTHS, strict=True))
        self.narrow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in pairwise(WIDTHS))
        self.first = nn.ModuleList(nn.Conv2d(w, w, 3, padding=1) for w in WIDTHS[:-1])
        self.second = nn.ModuleList(nn.Conv2d(w, w, 3, padding=1) for w in WIDTHS[:-1])
        self.whole = WholePicture(WIDTHS[-1], BACKBONE_SIZE // 32)

    def forward(self, levels: list[Tensor]) -> Tensor:
        x = self.whole(functional.dropout2d(self.lateral[-1](levels[-1]), DROPOUT, self.training))
        for depth in range(len(WIDTHS) - 2, -1, -1):
            x = functional.interpolate(
                self.narrow[depth](x), scale_factor=2, mode="bilinear", align_corners=False
            )
            x = x + self.lateral[depth](levels[depth])
            x = x + self.second[depth](functional.relu(self.first[depth](functional.relu(x))))
        return x


class SceneNetwork(nn.Module):
    """`image` N×3×S×S in [-1, 1], S a multiple of 96 (SCENE_SIZE in use) → shares N×4×S×S of CLASSES that sum
    to 1.

    Two thirds of the photo's size are enough to recognise things; edges and thin things are then drawn at its
    full size, with 2×2 pixels as one point, where convolutions cost a quarter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.backbone = fold_batch_norm(Backbone(TAPS))
        self.decoder = Decoder()
        self.picture = nn.Conv2d(3, FINE_WIDTH, 6, stride=2, padding=2)
        self.fine = nn.Conv2d(FINE_WIDTH, FINE_WIDTH, 3, padding=1)
        self.head = nn.Conv2d(FINE_WIDTH, 4 * len(CLASSES), 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        # ONNX Runtime's softmax along channels takes a fifth of the pass; bounded logits need no maximum.
        odds = self.logits(image).clamp(-LARGEST_LOGIT, LARGEST_LOGIT).exp()
        return odds / odds.sum(1, keepdim=True)

    def logits(self, image: Tensor) -> Tensor:
        """N×4×S×S before the softmax."""
        half = image.shape[-1] // 2
        inner = image.shape[-1] * BACKBONE_SIZE // SCENE_SIZE
        smaller = functional.interpolate(image, size=(inner, inner), mode="bilinear", align_corners=False)
        coarse = self.decoder(self.backbone(smaller))
        x = functional.interpolate(coarse, size=(half, half), mode="bilinear", align_corners=False)
        x = functional.relu(x + self.picture(image))
        x = functional.relu(x + self.fine(x))
        return functional.pixel_shuffle(self.head(x), 2)


def load_first_weights(network: SceneNetwork) -> None:
    """Fills the backbone with ImageNet weights."""
    backbone = Backbone(TAPS)
    load_imagenet_weights(backbone)
    network.backbone.load_state_dict(fold_batch_norm(backbone).state_dict())
