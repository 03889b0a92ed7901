"""Decoding clips and finding the cuts in them."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from .errors import TrainingError


def decode(path: Path, size: int | None = 256, most: int = 400) -> np.ndarray:
    """Frames of a video as uint8 RGB, T×size×size×3 (aspect not kept, as the networks expect pictures);
    `size` None keeps the picture's own size. At most `most` frames. Raises TrainingError if nothing can be
    decoded."""
    capture = cv2.VideoCapture(str(path))
    frames = []
    while len(frames) < most:
        is_read, frame = capture.read()
        if not is_read:
            break
        if size is not None:
            frame = cv2.resize(frame, (size, size), interpolation=cv2.INTER_AREA)
        frames.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
    capture.release()
    if not frames:
        raise TrainingError(f"{path.name}: does not decode (expected a video file)")
    return np.stack(frames)


def measure_change(frames: np.ndarray) -> np.ndarray:
    """Mean absolute difference (0–255) between each frame and the previous one, T − 1 numbers."""
    small = frames[:, ::8, ::8].astype(np.float32).reshape(len(frames), -1)
    return np.abs(np.diff(small, axis=0)).mean(1)


def drop_repeats(frames: np.ndarray) -> np.ndarray:
    """Drops frames that hardly differ from the previous one: a clip converted to a higher frame rate repeats
    its frames, and a pair of equal frames would teach that nothing moves."""
    change = measure_change(frames)
    if len(change) == 0:
        return frames
    # If most frames are repeats, the median is useless; the median of the larger changes is not.
    usual = float(np.median(change[change >= np.percentile(change, 50)]))
    return frames[np.concatenate(([True], change > 0.25 * usual))]


def find_cuts(frames: np.ndarray) -> list[int]:
    """Indices t where frame t begins a new shot: its difference from frame t−1 is far above the usual one."""
    change = measure_change(frames)
    if len(change) < 3:
        return []
    limit = max(18.0, 8 * float(np.median(change)))
    return [int(t) + 1 for t in np.flatnonzero(change > limit)]


def longest_shot(frames: np.ndarray) -> np.ndarray:
    """The longest run of frames without a cut."""
    bounds = [0, *find_cuts(frames), len(frames)]
    start, end = max(pairwise(bounds), key=lambda pair: pair[1] - pair[0])
    return frames[start:end]
