"""A training example: a picture and the labels of every pixel, always changed together."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from .pictures import VALUES, LabelledPicture

# Aspect ratios of crops (width ÷ height), from portraits to panoramas.
TALLEST, WIDEST = 0.5, 6.0
SMALLEST_AREA = 0.3
PANORAMA_SHARE, TILT_SHARE = 0.12, 0.2
# Distance from region edges within which pixels have more weight, and that weight.
EDGE_PX, EDGE_WEIGHT = 3, 3.0
# Weight of pasted thin things.
THIN_WEIGHT = 3.0


@dataclass(frozen=True)
class Example:
    """`picture` H×W×3 float32 in [0, 255]; `known` H×W×6 in [0, 1], how much of a pixel is land, sky, water,
    mist, anything but water, anything but sky (the rest up to 1 is unknown); `weight` H×W, the weight of a
    pixel."""

    picture: np.ndarray
    known: np.ndarray
    weight: np.ndarray


def whole(labelled: LabelledPicture, size: int) -> Example:
    """The whole picture squashed to a square, as the engine does it."""
    return _cut(labelled.picture, labelled.mask, size)


def known_planes(mask: np.ndarray, size: int) -> np.ndarray:
    """Mask of any size → size×size×6 float32: the share of each of VALUES per pixel."""
    method = cv2.INTER_AREA if min(mask.shape) > size else cv2.INTER_LINEAR
    # Resizing bytes takes a third of the time of floats.
    planes = [(mask == value).view(np.uint8) * np.uint8(255) for value in VALUES]
    planes = [cv2.resize(plane, (size, size), interpolation=method) for plane in planes]
    return np.stack(planes, -1).astype(np.float32) / 255


def crop(labelled: LabelledPicture, rng: np.random.Generator, size: int) -> Example:
    """A random crop of 30–100 % of the area, rarely a panorama, sometimes slightly tilted, squashed to
    `size`."""
    picture, mask = labelled.picture, labelled.mask
    is_panorama = rng.random() < PANORAMA_SHARE
    if is_panorama and rng.random() < 0.6:
        picture, mask = (np.concatenate((plane, plane[:, ::-1]), 1) for plane in (picture, mask))
    if rng.random() < TILT_SHARE:
        picture, mask = _tilt(picture, mask, rng.normal(0, 4))
    high, wide = mask.shape
    if is_panorama:
        aspect, area = np.exp(rng.uniform(np.log(2.2), np.log(WIDEST))), 1.0
    elif rng.random() < 0.2:
        aspect, area = wide / high, 1.0
    else:
        aspect = float(np.clip(wide / high * np.exp(rng.normal(0, 0.35)), TALLEST, WIDEST))
        area = rng.uniform(SMALLEST_AREA, 1.0)
    width = (area * wide * high * aspect) ** 0.5
    scale = min(1.0, wide / width, high / (width / aspect))
    w, h = max(16, round(width * scale)), max(16, round(width / aspect * scale))
    left, top = (
        rng.integers(0, wide - w + 1) if w < wide else 0,
        rng.integers(0, high - h + 1) if h < high else 0,
    )
    window = np.s_[top : top + h, left : left + w]
    return _cut(picture[window], mask[window], size)


def _cut(picture: np.ndarray, mask: np.ndarray, size: int) -> Example:
    method = cv2.INTER_AREA if min(mask.shape) > size else cv2.INTER_LINEAR
    shown = cv2.resize(picture, (size, size), interpolation=method).astype(np.float32)
    return Example(shown, known_planes(mask, size), np.ones((size, size), np.float32))


def _tilt(picture: np.ndarray, mask: np.ndarray, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Rotated about the centre; exposed corners show the mirrored picture and are unknown."""
    high, wide = mask.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1 + abs(degrees) / 60)
    shown = cv2.warpAffine(
        picture, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    turned = cv2.warpAffine(
        mask, matrix, (wide, high), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return shown, turned


def mirror(example: Example) -> Example:
    """Mirrors left and right."""
    return Example(
        *(np.ascontiguousarray(plane[:, ::-1]) for plane in (example.picture, example.known, example.weight))
    )


def lay_over(
    example: Example, picture: np.ndarray, cover: np.ndarray, region: int, weight: float = 1.0
) -> Example:
    """Pastes `picture` with coverage `cover` (H×W in [0, 1]) as `region`, with weight `weight`."""
    share = cover[..., None]
    known = example.known * (1 - share)
    known[..., region] += cover
    return replace(
        example,
        picture=example.picture * (1 - share) + picture * share,
        known=known,
        weight=np.where(cover > 0.1, np.maximum(example.weight, weight), example.weight).astype(np.float32),
    )


def stress_edges(example: Example) -> Example:
    """More weight for pixels near the edges between regions."""
    window = np.ones((2 * EDGE_PX + 1,) * 2, np.uint8)
    regions = example.known[..., :4]
    is_sure, region = regions.sum(-1) > 0.5, regions.argmax(-1)
    # Unknown pixels are no neighbours: they neither raise the highest region nearby nor lower the lowest.
    highest = cv2.dilate(np.where(is_sure, region, 0).astype(np.uint8), window)
    lowest = cv2.erode(np.where(is_sure, region, 9).astype(np.uint8), window)
    near = is_sure & (highest != lowest)
    return replace(example, weight=(example.weight * np.where(near, EDGE_WEIGHT, 1)).astype(np.float32))
