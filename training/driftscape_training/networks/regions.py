"""A small scene network for the light of a picture: shares of land, sky, water and mist at 128×128."""

from itertools import pairwise
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from ..errors import TrainingError
from .backbone import Backbone, fold_batch_norm
from .scene import CLASSES, LARGEST_LOGIT, WholePicture

REGIONS_SIZE = 128
# Blocks of the backbone whose outputs are used, at strides 2, 4, 8 and 16: the deeper ones have most of the
# weights.
TAPS, TAP_CHANNELS = (0, 2, 4, 10), (16, 24, 40, 112)
WIDTHS = (24, 40, 64, 80)
_FINE_WIDTH = 24
# First blocks that stay as they are: edges and textures are the same everywhere.
_FROZEN_BLOCKS = 3


class RegionNetwork(nn.Module):
    """`image` N×3×128×128 in [-1, 1] → shares N×4×128×128 of CLASSES that sum to 1.

    The scene network without its deepest layers, on a picture half as large. Its tensors have the names of
    the scene network's, so that it starts with what that one knows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.backbone = fold_batch_norm(Backbone(TAPS))
        self.decoder = _Decoder()
        self.picture = nn.Conv2d(3, _FINE_WIDTH, 6, stride=2, padding=2)
        self.fine = nn.Conv2d(_FINE_WIDTH, _FINE_WIDTH, 3, padding=1)
        self.head = nn.Conv2d(_FINE_WIDTH, 4 * len(CLASSES), 3, padding=1)
        for part in (self.backbone._conv_stem, *self.backbone._blocks[:_FROZEN_BLOCKS]):
            part.requires_grad_(False)

    def forward(self, image: Tensor) -> Tensor:
        odds = self.logits(image).clamp(-LARGEST_LOGIT, LARGEST_LOGIT).exp()
        return odds / odds.sum(1, keepdim=True)

    def logits(self, image: Tensor) -> Tensor:
        """N×4×128×128 before the softmax."""
        x = functional.relu(self.decoder(self.backbone(image)) + self.picture(image))
        x = functional.relu(x + self.fine(x))
        return functional.pixel_shuffle(self.head(x), 2)


class _Decoder(nn.Module):
    """Goes up the pyramid from stride 16 to stride 2."""

    def __init__(self) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(c, w, 1) for c, w in zip(TAP_CHANNELS, WIDTHS, strict=True))
        self.narrow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in pairwise(WIDTHS))
        self.first = nn.ModuleList(nn.Conv2d(w, w, 3, padding=1) for w in WIDTHS)
        self.second = nn.ModuleList(nn.Conv2d(w, w, 3, padding=1) for w in WIDTHS)
        self.attention = WholePicture(WIDTHS[-1], REGIONS_SIZE // 16)
        # Starts without effect.
        for layer in (self.attention.answer, self.attention.think[2]):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, levels: list[Tensor]) -> Tensor:
        x = self.attention(self.lateral[-1](levels[-1]))
        for depth in range(len(WIDTHS) - 1, -1, -1):
            if depth < len(WIDTHS) - 1:
                x = functional.interpolate(
                    self.narrow[depth](x), scale_factor=2, mode="bilinear", align_corners=False
                )
                x = x + self.lateral[depth](levels[depth])
            x = x + self.second[depth](functional.relu(self.first[depth](functional.relu(x))))
        return x


def begin_with_scene(network: RegionNetwork, path: Path) -> None:
    """Copies the tensors that a scene network, `scene.onnx`, has in common with it. Raises TrainingError if
    the file is unreadable or of another network."""
    try:
        graph = onnx.load(str(path)).graph
    except Exception as error:
        raise TrainingError(f"{path}: not a readable ONNX file ({error.__class__.__name__})") from error
    known = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
    own = network.state_dict()
    for name, tensor in own.items():
        if name in known and known[name].shape == tensor.shape:
            tensor.copy_(known[name])
        elif not name.startswith("decoder.attention"):
            raise TrainingError(f"{path}: exported from another network ({name} does not fit)")
