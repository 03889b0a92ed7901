"""The network that produces codes, and that draws layouts from them."""

from torch import nn


def perceptron(features: int, width: int, out: int) -> nn.Sequential:
    """N×`features` → N×`out` through three hidden layers."""
    return nn.Sequential(
        nn.Linear(features, width),
        nn.SiLU(),
        nn.Linear(width, width),
        nn.SiLU(),
        nn.Linear(width, width),
        nn.SiLU(),
        nn.Linear(width, out),
    )
