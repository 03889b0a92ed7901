"""The coarse layout that a latent code draws without a photo."""

from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional

from .perceptron import perceptron

# Cells per side of the layout, and number of features for the decoder's deepest level.
LAYOUT_SIZE = 8
LAYOUT_FEATURES = 16
WIDTH = 128


class CoarseMotion(NamedTuple):
    """`field` N×2 and `mask` N×1 before their tanh and sigmoid, `features` N×16; all with LAYOUT_SIZE per
    side."""

    field: Tensor
    mask: Tensor
    features: Tensor


class Layout(nn.Module):
    """Code N×8 → CoarseMotion: makes a code mean the same motion on photos unlike those of training."""

    def __init__(self, code_size: int) -> None:
        super().__init__()
        self.layers = perceptron(code_size, WIDTH, (3 + LAYOUT_FEATURES) * LAYOUT_SIZE**2)

    def forward(self, code: Tensor) -> CoarseMotion:
        drawn = self.layers(code).reshape(-1, 3 + LAYOUT_FEATURES, LAYOUT_SIZE, LAYOUT_SIZE)
        return CoarseMotion(drawn[:, :2], drawn[:, 2:3], drawn[:, 3:])


def enlarge_field(field: Tensor, size: int) -> Tensor:
    """N×2×LAYOUT_SIZE×LAYOUT_SIZE → N×2×size×size, bicubic, because creases would be visible."""
    return functional.interpolate(field, size=(size, size), mode="bicubic", align_corners=False)
