"""The engine's built-in looks."""

import json
from pathlib import Path
from typing import Any

import torch

from ..errors import TrainingError
from .statistics import HEIGHTS, LAND, SKY, WATER, Looks, complete

_PLACES = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))


def read_looks(path: Path) -> Looks:
    """The looks of `looks.json`. Raises TrainingError if it cannot be read."""
    try:
        looks = [entry["look"] for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: expected the engine's looks ({error.__class__.__name__})") from error
    means, covariances = torch.zeros(len(looks), 4, 3), torch.zeros(len(looks), 4, 3, 3)
    heights, present = torch.zeros(len(looks), HEIGHTS, 3), torch.zeros(len(looks), 4, dtype=torch.bool)
    for index, look in enumerate(looks):
        for name, region in (("land", LAND), ("sky", SKY), ("water", WATER)):
            if name in look:
                means[index, region], covariances[index, region] = _read_colours(look[name])
                present[index, region] = True
        if "sky" in look:
            heights[index] = torch.tensor(look["sky"]["heights"])
    return complete(means, covariances, heights, present)


def _read_colours(colours: dict[str, Any]) -> tuple[torch.Tensor, torch.Tensor]:
    covariance = torch.zeros(3, 3)
    for (row, column), value in zip(_PLACES, colours["covariance"], strict=True):
        covariance[row, column] = covariance[column, row] = value
    return torch.tensor(colours["mean"]), covariance
