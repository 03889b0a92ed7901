"""Hand-drawn masks of what can move in a scene (sky, water, fog), whether or not it moved during filming."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .errors import TrainingError
from .pictures import is_picture, read_picture

MASK_SUFFIX = ".mask.png"
SIZE = 256
# Masks are drawn over superpixels: within this distance of their edges, px, they have little weight.
EDGE_PX = 3


@dataclass(frozen=True)
class Drawn:
    """`movable` H×W, 1 where something can move, and the certainty of that; SIZE a side."""

    movable: np.ndarray
    certainty: np.ndarray


@dataclass(frozen=True)
class Scene:
    """A photo, uint8 RGB of SIZE, with its mask."""

    picture: np.ndarray
    drawn: Drawn


def load_masks(folder: Path) -> dict[str, Drawn]:
    """All `<name>.mask.png` of a folder (white can move) by name: the id of a clip, or the file name of a
    photo without its extension. Raises TrainingError if there are none or one does not decode."""
    paths = sorted(folder.glob(f"*{MASK_SUFFIX}"))
    if not paths:
        raise TrainingError(f"{folder}: no mask; name a folder with files like lake.mask.png")
    return {path.name.removesuffix(MASK_SUFFIX): _read_mask(path) for path in paths}


def load_photos(folder: Path, masks: dict[str, Drawn]) -> list[Scene]:
    """The photos next to their masks. Raises TrainingError if one does not decode."""
    scenes = []
    for path in sorted(folder.iterdir()):
        drawn = masks.get(path.stem)
        if drawn is None or not is_picture(path):
            continue
        picture = read_picture(path, SIZE)
        if picture is None:
            raise TrainingError(f"{path}: does not decode; remove it or its mask")
        scenes.append(Scene(picture, drawn))
    return scenes


def _read_mask(path: Path) -> Drawn:
    mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if mask is None:
        raise TrainingError(f"{path}: does not decode; draw it again or remove it")
    movable = (cv2.resize(mask, (SIZE, SIZE), interpolation=cv2.INTER_AREA) > 127).astype(np.float32)
    near = cv2.blur(movable, (2 * EDGE_PX + 1, 2 * EDGE_PX + 1), borderType=cv2.BORDER_REPLICATE)
    certainty = np.where((near < 0.01) | (near > 0.99), 1.0, 0.2)
    return Drawn(movable, certainty.astype(np.float32))
