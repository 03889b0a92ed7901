"""Eight numbers for a look: an autoencoder of the colour statistics of regions (algorithm §5.1)."""

import torch
from torch import nn

from ..looks.features import FEATURES, REGIONS, spread_presence

CODE_SIZE = 8
_WIDTH = 256


class LookCode(nn.Module):
    """Features of looks B×FEATURES with the presence B×3 of their regions ↔ codes B×8 near a unit
    Gaussian."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("scale", torch.ones(FEATURES))
        self.encoder = _LineAndCurve(FEATURES + len(REGIONS), CODE_SIZE)
        self.decoder = _LineAndCurve(CODE_SIZE, FEATURES)

    def encode(self, features: torch.Tensor, presence: torch.Tensor) -> torch.Tensor:
        """Codes of looks; regions that are absent have no effect."""
        seen = (features - self.mean) / self.scale * spread_presence(presence)
        return self.encoder(torch.cat([seen, presence - 0.5], 1))

    def decode(self, codes: torch.Tensor) -> torch.Tensor:
        """The features of the looks of codes; every region has colours."""
        return self.mean + self.scale * self.decoder(codes)


class _LineAndCurve(nn.Module):
    """A linear map and a small network that bends it."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.line = nn.Linear(inputs, outputs)
        self.curve = nn.Sequential(
            nn.Linear(inputs, _WIDTH),
            nn.SiLU(),
            nn.Linear(_WIDTH, _WIDTH),
            nn.SiLU(),
            nn.Linear(_WIDTH, outputs),
        )
        nn.init.zeros_(self.curve[-1].weight)
        nn.init.zeros_(self.curve[-1].bias)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return self.line(values) + self.curve(values)
