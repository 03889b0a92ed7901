"""The motion of one clip transferred to the moving area of another, so that every photo is seen under many
codes, with ground truth that is exact to the pixel."""

from dataclasses import replace

import cv2
import numpy as np

from .augment import Example, limit_speed
from .flow import warp_pixels

# Minimum moving share of a clip for its motion to be transferred.
SMALLEST_SHARE = 0.05
# Blurs that extend the field from where it is known to the whole picture, px at an eighth of its size.
REACHES = (1, 3, 9, 27)
SHRINK = 8


def fill_field(flow: np.ndarray, weight: np.ndarray) -> np.ndarray | None:
    """The flow H×W×2 where `weight` H×W is high, extrapolated elsewhere from the nearest such points; None if
    too little is known."""
    if float((weight > 0.5).mean()) < SMALLEST_SHARE:
        return None
    height, width = weight.shape
    small = (width // SHRINK, height // SHRINK)
    known = cv2.resize(weight, small, interpolation=cv2.INTER_AREA)
    field = cv2.resize(flow * weight[..., None], small, interpolation=cv2.INTER_AREA)
    filled, missing = np.zeros_like(field), np.ones_like(known)
    for reach in REACHES:
        near = cv2.GaussianBlur(known, (0, 0), reach)
        spread = cv2.GaussianBlur(field, (0, 0), reach) / np.maximum(near, 1e-6)[..., None]
        share = missing if reach == REACHES[-1] else np.minimum(missing, np.clip(near * 20, 0, 1))
        filled += spread * share[..., None]
        missing = missing - share
    around = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR)
    return limit_speed((flow * weight[..., None] + around * (1 - weight[..., None])).astype(np.float32))


def retarget(example: Example, field: np.ndarray, turn: float) -> Example:
    """The example with its moving area moved by `field` (H×W×2 px), rotated by `turn` radians; the later
    frame is the earlier one moved."""
    cos, sin = np.cos(turn), np.sin(turn)
    turned = field @ np.array([[cos, sin], [-sin, cos]], np.float32)
    is_moving = example.moving > 0.5
    flow = np.where(is_moving[..., None], turned, 0).astype(np.float32)
    return replace(
        example,
        later=warp_pixels(example.earlier, flow),
        flow=flow,
        trust=np.ones_like(example.trust),
        moving=is_moving.astype(np.float32),
        clip_flow=flow,
    )
