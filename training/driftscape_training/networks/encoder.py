"""The motion encoder E_M: flow of a clip → latent code."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from .motion import CODE_SIZE, FLOW_BOUND
from .perceptron import perceptron

# Cells per side of the grid in which the flow is averaged.
GRID = 8
# Share of FLOW_BOUND above which a pixel counts as moving, and the sharpness of that threshold.
MOVING_SHARE, SHARPNESS = 0.0375, 130.0
# Minimum moving share of a cell for its mean vector to have its full length.
SMALLEST_SHARE = 0.02
WIDTH = 384


class MotionEncoder(nn.Module):
    """`flow` N×2×128×128 in normalised units per step → code N×8 (mean of the posterior).

    In every cell of a grid it uses the mean vector of the moving pixels, their share, and the mean speed. The
    code must describe how large these are, so nothing is normalised here.
    """

    def __init__(self) -> None:
        super().__init__()
        features = 4 * GRID**2
        self.direct = nn.Linear(features, 2 * CODE_SIZE)
        self.hidden = perceptron(features, WIDTH, 2 * CODE_SIZE)

    def forward(self, flow: Tensor) -> Tensor:
        return self.posterior(flow)[0]

    def posterior(self, flow: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of the code, N×8 each, for flow of any size that GRID divides."""
        scaled = flow.float() / FLOW_BOUND
        speed = (scaled.square().sum(1, keepdim=True) + 1e-6).sqrt()
        moves = torch.sigmoid(SHARPNESS * (speed - MOVING_SHARE))
        cells = functional.avg_pool2d(torch.cat((scaled * moves, moves, speed), 1), flow.shape[-1] // GRID)
        vector, share, speed = cells[:, :2], cells[:, 2:3], cells[:, 3:]
        features = torch.cat((vector / (share + SMALLEST_SHARE), share, speed), 1).flatten(1)
        mean, log_variance = (self.direct(features) + self.hidden(features)).chunk(2, 1)
        return mean, log_variance.clamp(-8, 2)
