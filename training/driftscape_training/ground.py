"""Generated land in front of moving areas: meadows, roads, piers and slopes with real textures, in
perspective."""

from pathlib import Path

import cv2
import numpy as np

from .augment import Example
from .errors import TrainingError
from .grafts import Graft, lay_over
from .pictures import is_picture, read_picture

# Side of the textures in memory, px.
TEXTURE_SIZE = 256
# Number of repetitions of a texture across and along its plane.
ACROSS, ALONG = (2, 9), (1.5, 5)


def load_textures(folder: Path) -> list[np.ndarray]:
    """Pictures of a folder that each show only land, uint8 RGB of TEXTURE_SIZE. Raises TrainingError if there
    are none."""
    pictures = (read_picture(path, TEXTURE_SIZE) for path in sorted(folder.glob("*")) if is_picture(path))
    textures = [picture for picture in pictures if picture is not None]
    if not textures:
        raise TrainingError(f"{folder}: no picture of land; name a folder with JPEG, PNG or WebP files")
    return textures


def add_ground(example: Example, rng: np.random.Generator, textures: list[np.ndarray]) -> Example:
    """Pastes a plane in front of both frames and sometimes a strip (a road, a pier) on it."""
    for ground in draw_ground(rng, example.flow.shape[0], textures):
        example = lay_over(example, ground)
    return example


def draw_ground(
    rng: np.random.Generator, size: int, textures: list[np.ndarray], begins_at: float | None = None
) -> list[Graft]:
    """A plane, a strip, or both, to be pasted in front of a picture of this size. `textures` are from
    `load_textures`. With `begins_at`, a share of the height, there is a plane that begins near it."""
    horizon = (rng.uniform(0.35, 0.9) if begins_at is None else begins_at) * size
    if begins_at is not None:
        kinds: tuple[str, ...] = ("slope",)
    elif rng.random() < 0.4:
        kinds = ("slope", "strip")
    else:
        kinds = (str(rng.choice(("slope", "strip"), p=(0.7, 0.3))),)
    grounds = []
    for kind in kinds:
        cover = _draw_slope(rng, size, horizon) if kind == "slope" else _draw_strip(rng, size, horizon)
        texture = textures[rng.integers(len(textures))]
        grounds.append(Graft(_light(rng, _project(rng, texture, size, horizon), horizon), cover))
    return grounds


def _draw_slope(rng: np.random.Generator, size: int, horizon: float) -> np.ndarray:
    """Everything below an uneven, possibly tilted line."""
    x = np.linspace(-1, 1, size)
    line = horizon + x * rng.normal(0, 0.08) * size
    roughness = rng.uniform(0, 0.12) * size
    for octave in range(1, 6):
        knots = 2**octave + 1
        line += np.interp(x, np.linspace(-1, 1, knots), rng.normal(0, roughness / 2**octave, knots))
    return np.clip(np.arange(size)[:, None] - line[None], 0, 1).astype(np.float32)


def _draw_strip(rng: np.random.Generator, size: int, horizon: float) -> np.ndarray:
    """A strip that narrows towards the horizon."""
    far, near = rng.uniform(-0.1, 1.1) * size, rng.uniform(-0.2, 1.2) * size
    far_half, near_half = rng.uniform(0.01, 0.08) * size, rng.uniform(0.15, 0.7) * size
    outline = [
        (far - far_half, horizon),
        (far + far_half, horizon),
        (near + near_half, size),
        (near - near_half, size),
    ]
    canvas = np.zeros((size, size), np.uint8)
    cv2.fillPoly(canvas, [np.round(np.array(outline) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / 255


def _project(rng: np.random.Generator, texture: np.ndarray, size: int, horizon: float) -> np.ndarray:
    """The repeated texture on a plane from below the picture to the horizon, rotated by random quarter
    turns."""
    texture = np.ascontiguousarray(np.rot90(texture, int(rng.integers(4))))
    top, bottom = horizon - rng.uniform(0.05, 0.3) * size, size * rng.uniform(1.0, 1.3)
    squeeze, middle = rng.uniform(0.15, 1.0), rng.uniform(0.2, 0.8) * size
    near = size * rng.uniform(0.8, 2.5)
    corners = np.array(
        [
            (middle - near * squeeze - size, top),
            (middle + near * squeeze + size, top),
            (middle + (near + size) / squeeze, bottom),
            (middle - (near + size) / squeeze, bottom),
        ],
        np.float32,
    )
    wide, long = TEXTURE_SIZE * rng.uniform(*ACROSS), TEXTURE_SIZE * rng.uniform(*ALONG)
    source = np.array([(0, 0), (wide, 0), (wide, long), (0, long)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    return cv2.warpPerspective(
        texture, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    ).astype(np.float32)


def _light(rng: np.random.Generator, picture: np.ndarray, horizon: float) -> np.ndarray:
    """Exposure, tint, soft shadows, and haze towards the horizon."""
    size = picture.shape[0]
    shadows = cv2.resize(
        np.exp(rng.normal(0, 0.25, (5, 5))).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC
    )
    exposure = np.exp(rng.normal(-0.35, 0.45)) * np.exp(rng.normal(0, 0.08, 3))
    lit = picture * (shadows[..., None] * exposure).astype(np.float32)
    depth = np.clip((np.arange(size) - horizon) / max(size - horizon, 1), 0, 1)
    haze = rng.uniform(0, 0.5) * (1 - depth)[:, None, None] ** 2
    return np.clip(lit * (1 - haze) + rng.uniform(60, 220) * haze, 0, 255).astype(np.float32)
