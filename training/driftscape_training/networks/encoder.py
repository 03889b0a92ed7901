"""The motion encoder E_M: flow of a clip → latent code."""

import torch
from torch import Tensor, nn

from .motion import CODE_SIZE, FLOW_BOUND

WIDTHS = (32, 48, 64, 96, 128)


class MotionEncoder(nn.Module):
    """`flow` N×2×128×128 in normalised units per step → code N×8 (mean of the posterior)."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for width in WIDTHS:
            layers += [nn.Conv2d(channels, width, 3, 2, 1), nn.GroupNorm(8, width), nn.SiLU()]
            channels = width
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(channels * 16, 2 * CODE_SIZE)

    def forward(self, flow: Tensor) -> Tensor:
        return self.posterior(flow)[0]

    def posterior(self, flow: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of the code, N×8 each."""
        scaled = flow / FLOW_BOUND
        speed = (scaled.square().sum(1, keepdim=True) + 1e-6).sqrt()
        x = self.layers(torch.cat((scaled, speed), 1))
        mean, log_variance = self.head(x.flatten(1)).chunk(2, 1)
        return mean, log_variance.clamp(-8, 2)
