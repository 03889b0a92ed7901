"""Land from one clip in front of another: real static rocks, forests and roofs next to moving areas."""

from dataclasses import dataclass

import cv2
import numpy as np

from .augment import Example, stand_before

# Minimum share of the picture for a graft.
SMALLEST_SHARE = 0.1
# Standard deviation of grey levels in a neighbourhood below which a static area may be a blank sky.
BLANK_DEVIATION = 8


@dataclass(frozen=True)
class Graft:
    """A picture H×W×3 in [0, 255] and its mask of land, H×W in [0, 1]."""

    picture: np.ndarray
    land: np.ndarray


def find_land(frame: np.ndarray, is_static: np.ndarray) -> Graft | None:
    """The textured part of the certainly static area of a frame; None if there is too little of it."""
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32)
    mean = cv2.GaussianBlur(grey, (0, 0), 6)
    deviation = np.sqrt(np.maximum(cv2.GaussianBlur(grey * grey, (0, 0), 6) - mean * mean, 0))
    land = (is_static & (deviation > BLANK_DEVIATION)).astype(np.uint8)
    land = cv2.morphologyEx(land, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    land = cv2.morphologyEx(land, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return Graft(frame, land.astype(np.float32)) if land.mean() >= SMALLEST_SHARE else None


def graft(example: Example, rng: np.random.Generator, grafts: list[Graft]) -> Example:
    """Pastes the land of another clip, mirrored, enlarged and shifted at random, in front of both frames."""
    chosen = grafts[rng.integers(len(grafts))]
    size = example.flow.shape[0]
    full = chosen.land.shape[0]
    zoom = rng.uniform(0.9, 1.8) * size / full
    flip = -1 if rng.random() < 0.5 else 1
    span = full * zoom
    left = (rng.uniform(size - span, 0) if span > size else rng.uniform(0, size - span)) + (
        span if flip < 0 else 0
    )
    top = rng.uniform(size - span, 0.15 * size) if span > size else size - span
    matrix = np.array([[flip * zoom, 0, left], [0, zoom, top]], np.float32)
    picture = cv2.warpAffine(chosen.picture, matrix, (size, size), flags=cv2.INTER_LINEAR).astype(np.float32)
    land = cv2.warpAffine(chosen.land, matrix, (size, size), flags=cv2.INTER_LINEAR)
    picture = np.clip(picture * np.exp(rng.normal(0, 0.2)) * np.exp(rng.normal(0, 0.05, 3)), 0, 255).astype(
        np.float32
    )
    return lay_over(example, Graft(picture, cv2.GaussianBlur(land, (0, 0), 0.7)))


def lay_over(example: Example, land: Graft) -> Example:
    """Pastes static land of the example's size in front of both frames."""
    return stand_before(example, land.picture, land.land, 0.7, 1.5)
