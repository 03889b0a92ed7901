"""New scenes from existing ones: water with reflections, land of other pictures, generated thin things."""

import cv2
import numpy as np

from ..ground import TEXTURE_SIZE, draw_ground
from ..silhouettes import draw_silhouette
from .example import THIN_WEIGHT, Example, lay_over
from .pictures import LAND, SKY, WATER, LabelledPicture

# Land that fills more of the top row would end in mid-air.
TOUCHES_TOP = 0.15
SMALLEST_TEXTURE = 40
# Height of a far strip of water, as a share of the picture's height.
THINNEST, THICKEST = 0.008, 0.14
KINDS = (
    "poles",
    "wires",
    "branches",
    "branches",
    "ridge",
    "towers",
    "rail",
    "boats",
    "boats",
    "lamps",
    "people",
    "grass",
)


def reflect(example: Example, rng: np.random.Generator) -> Example:
    """Lays water over everything below a shore: the mirrored and rippled picture above it, or the water's own
    colour with waves, or a mix. Sometimes haze hides the shoreline."""
    size = example.weight.shape[0]
    shore = int(rng.uniform(0.3, 0.85) * size)
    all_sky = np.flatnonzero(example.known[..., SKY].mean(1) > 0.8)
    if len(all_sky) > 0.2 * size and rng.random() < 0.5:
        # The open sea: only sky touches the horizon.
        shore = int(rng.choice(all_sky[len(all_sky) // 2 :]))
    squeeze = rng.uniform(0.8, 1.6)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    depth = np.maximum(rows - shore, 0)
    strength = rng.uniform(0, 0.035) * size if rng.random() < 0.8 else 0.0
    ripple = np.zeros_like(rows)
    for _ in range(3):
        length = rng.uniform(0.01, 0.06) * size * (0.3 + depth / size * 2.5)
        ripple += np.sin(rows / length * 6.3 + columns * rng.normal(0, 0.02) + rng.uniform(0, 6.3))
    ripple *= strength * (0.15 + depth / size) / 1.7
    mirrored = cv2.remap(
        example.picture,
        columns + ripple,
        shore - depth * squeeze - np.abs(ripple),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    if rng.random() < 0.5:
        mirrored = cv2.blur(mirrored, (1, int(rng.integers(2, 12))))
    own = rng.uniform(10, 200) * np.array([rng.uniform(0.2, 1), rng.uniform(0.6, 1), 1]) + _draw_waves(
        rng, size, shore
    )
    share = rng.uniform(0, 0.5) if rng.random() < 0.6 else rng.uniform(0.5, 1)
    water = np.clip((mirrored * (1 - share) + own * share) * rng.uniform(0.6, 1.1), 0, 255)
    softness = rng.uniform(1, 0.08 * size) if rng.random() < 0.25 else 1
    return lay_over(example, water, np.clip((rows - shore) / softness, 0, 1).astype(np.float32), WATER)


def _draw_waves(rng: np.random.Generator, size: int, shore: int) -> np.ndarray:
    """Light and dark streaks around 0, H×W×1, that grow from the horizon at `shore` towards the viewer."""
    noise = rng.standard_normal((int(rng.integers(30, 120)), int(rng.integers(6, 60)))).astype(np.float32)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    nearness = np.clip((rows - shore + 4) / (size - shore + 4), 0.02, 1)
    across = ((columns - size / 2) / (0.3 + nearness) / size + 2) * noise.shape[1] / 2
    away = noise.shape[0] / (1 + 8 * nearness)
    streaks = cv2.remap(noise, across, away, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return (streaks * rng.uniform(0, 25) * nearness**0.3)[..., None]


def lay_far_water(example: Example, rng: np.random.Generator, textures: list[np.ndarray]) -> Example:
    """Lays a thin strip of sea or lake below a level horizon in the sky, with land in front. Leaves an
    example unchanged if the sky is too low or not open."""
    size = example.weight.shape[0]
    open_sky = np.flatnonzero(example.known[..., SKY].mean(1) > 0.9)
    if len(open_sky) < 0.25 * size or open_sky[0] > 0.1 * size:
        return example
    horizon = int(rng.uniform(0.3, 0.98) * open_sky[-1]) if rng.random() < 0.5 else int(open_sky[-1])
    thickness = max(2, round(size * np.exp(rng.uniform(np.log(THINNEST), np.log(THICKEST)))))
    rows = np.arange(size, dtype=np.float32)[:, None]
    sky = example.picture[max(0, horizon - size // 16) : horizon + 1].mean((0, 1))
    deep = np.array([rng.uniform(0.2, 0.9), rng.uniform(0.6, 1), 1]) * rng.uniform(40, 190)
    share = rng.uniform(0, 0.9)
    colour = (sky * share + deep * (1 - share)) * rng.uniform(0.55, 1.02)
    shading = np.clip((rows - horizon) / thickness, 0, 1)[..., None] * (
        rng.normal(0, 15) + rng.normal(0, 4, 3)
    )
    streaks = rng.standard_normal((size, int(rng.integers(2, 40)))).astype(np.float32)
    streaks = cv2.resize(cv2.GaussianBlur(streaks, (0, 0), rng.uniform(0.6, 1.5)), (size, size))[..., None]
    water = np.clip(colour + shading + streaks * rng.uniform(0, 18), 0, 255)
    cover = np.clip(rows - horizon + 0.5, 0, 1) * np.ones((1, size), np.float32)
    example = lay_over(example, water, cover, WATER)
    for ground in draw_ground(rng, size, textures, (horizon + thickness) / size):
        example = lay_over(example, ground.picture, ground.land, LAND)
    return example


def find_textures(
    pictures: list[LabelledPicture], rng: np.random.Generator, tries: int = 12
) -> list[np.ndarray]:
    """Square crops that show only land, uint8 RGB of TEXTURE_SIZE: meadows, roads, rocks, forests."""
    textures = []
    for one in pictures:
        high, wide = one.mask.shape
        for _ in range(tries):
            side = int(min(high, wide) * rng.uniform(0.2, 0.45))
            top, left = rng.integers(0, high - side + 1), rng.integers(0, wide - side + 1)
            window = np.s_[top : top + side, left : left + side]
            if side >= SMALLEST_TEXTURE and (one.mask[window] == LAND).all():
                textures.append(
                    cv2.resize(
                        one.picture[window], (TEXTURE_SIZE, TEXTURE_SIZE), interpolation=cv2.INTER_AREA
                    )
                )
    return textures


def add_ground(example: Example, rng: np.random.Generator, textures: list[np.ndarray]) -> Example:
    """Pastes a slope, a road or a pier of real land in front of an example; some smooth like wet sand or
    motion blur."""
    size = example.weight.shape[0]
    for ground in draw_ground(rng, size, textures):
        picture = ground.picture
        if rng.random() < 0.35:
            picture = cv2.blur(picture, (int(rng.uniform(3, 0.3 * size)), int(rng.uniform(1, 8))))
        example = lay_over(example, picture, ground.land, LAND)
    return example


def stand_before(example: Example, rng: np.random.Generator, other: Example) -> Example:
    """Pastes the land of another example, enlarged and shifted, in front of this one, if it has a skyline."""
    if other.known[0, :, LAND].mean() > TOUCHES_TOP:
        return example
    size = example.weight.shape[0]
    zoom = rng.uniform(1.0, 1.7)
    # Its lower edge never becomes visible; the area above its upper edge is not land.
    left, top = rng.uniform(-0.4, 0.4) * size + (1 - zoom) * size / 2, rng.uniform(1 - zoom, 0.45) * size
    matrix = np.array([[zoom, 0, left], [0, zoom, top]], np.float32)
    picture = cv2.warpAffine(other.picture, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    land = np.ascontiguousarray(other.known[..., LAND])
    cover = cv2.warpAffine(land, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    cover[: max(0, round(top))] = 0
    picture = np.clip(picture * np.exp(rng.normal(0, 0.25)) * np.exp(rng.normal(0, 0.06, 3)), 0, 255)
    return lay_over(example, picture, cover, LAND)


def add_things(example: Example, rng: np.random.Generator, textures: list[np.ndarray]) -> Example:
    """Pastes one to three generated things in front of an example, with exact land labels."""
    for _ in range(rng.integers(1, 4)):
        thing = draw_silhouette(rng, example.weight.shape[0], textures, KINDS)
        example = lay_over(example, thing.colour, thing.cover, LAND, THIN_WEIGHT if thing.is_thin else 1.0)
    return example
