"""What can move in a photo, under any code."""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional

from .backbone import PYRAMID_CHANNELS

# Channels at strides 2, 4, 8, 16, 32.
WIDTHS = (16, 32, 48, 48, 48)
# Before training everything can move, so that the code's mask decides alone.
OPEN_AT_FIRST = 4.0


class MovableArea(nn.Module):
    """Pyramid of the backbone → logits N×1×H/2×W/2 that a pixel can move at all. It does not depend on the
    code: a code from another picture may ask for motion where there is a mountain, and must not get it."""

    def __init__(self) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(
            nn.Conv2d(c, w, 1) for c, w in zip(PYRAMID_CHANNELS, WIDTHS, strict=True)
        )
        self.narrow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in pairwise(WIDTHS))
        self.conv = nn.ModuleList(nn.Conv2d(w, w, 3, padding=1) for w in WIDTHS)
        self.head = nn.Conv2d(WIDTHS[0], 1, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, OPEN_AT_FIRST)

    def forward(self, levels: list[Tensor]) -> Tensor:
        x = self.lateral[-1](levels[-1])
        for depth in range(len(WIDTHS) - 1, -1, -1):
            x = x + functional.relu(self.conv[depth](functional.relu(x)))
            if depth:
                x = functional.interpolate(
                    self.narrow[depth - 1](x), scale_factor=2, mode="bilinear", align_corners=False
                )
                x = x + self.lateral[depth - 1](levels[depth - 1])
        return self.head(x)
