"""Quick figures on the held-out pictures; the stills for evaluation are never used in training."""

import cv2
import numpy as np
import torch
from torch import nn

from ..networks.scene import SCENE_SIZE
from .batches import image_tensor
from .example import whole
from .metrics import region_overlaps
from .pictures import LabelledPicture

# Pictures of one source, so that none dominates.
MOST_OF_A_SOURCE = 12


class SceneValidation:
    """Mean IoU of sky and water over held-out pictures; their mean is the score."""

    def __init__(self, pictures: list[LabelledPicture]) -> None:
        taken: dict[str, int] = {}
        self.samples = []
        for one in pictures:
            taken[one.entry.source] = taken.get(one.entry.source, 0) + 1
            if taken[one.entry.source] <= MOST_OF_A_SOURCE:
                example = whole(one, SCENE_SIZE)
                self.samples.append((example.picture, square_mask(one.mask)))

    @torch.no_grad()
    def __call__(self, network: nn.Module) -> dict[str, float]:
        device = next(network.parameters()).device
        rows = []
        for picture, mask in self.samples:
            shares = network(image_tensor(picture[None]).to(device))
            rows.append(region_overlaps(shares[0].argmax(0).cpu().numpy(), mask))
        figures = {}
        for name in ("sky", "water", "mist"):
            values = [row[name] for row in rows if name in row]
            if values:
                figures[name] = float(np.mean(values))
        figures["score"] = float(
            np.mean([figures[name] for name in ("sky", "water") if name in figures] or [0.0])
        )
        return figures


def square_mask(mask: np.ndarray) -> np.ndarray:
    """A mask at the network's size."""
    return cv2.resize(mask, (SCENE_SIZE, SCENE_SIZE), interpolation=cv2.INTER_NEAREST)
