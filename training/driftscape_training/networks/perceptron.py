"""The network that codes are made by, and that draws from them."""

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
