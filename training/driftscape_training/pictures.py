"""Pictures in folders provided by users."""

from pathlib import Path

import cv2
import numpy as np

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def is_picture(path: Path) -> bool:
    """True if the file name has the extension of a picture."""
    return path.suffix.lower() in SUFFIXES


def read_picture(path: Path, size: int) -> np.ndarray | None:
    """uint8 RGB, squashed to `size` per side; None if it does not decode."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
