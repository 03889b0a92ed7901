"""One training example from a prepared clip: crop, mirror, time reversal, speed, colour, pasted
silhouettes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from .silhouettes import draw_silhouette

FASTEST_PX = 1.9


@dataclass(frozen=True)
class Example:
    """A pair of frames H×W×3 in [0, 255] with its teacher. Flows are H×W×2 px per step at 256×256.

    flow: target, zero where static; trust: weight of the target; moving: 1 moving, 0 static; certainty:
    weight of that label; movable: 1 where something could move under some code, and movable_certainty its
    weight; clip_flow: the encoder's input; has_pair: whether `later` really is `earlier` moved by `flow`.
    """

    earlier: np.ndarray
    later: np.ndarray
    flow: np.ndarray
    trust: np.ndarray
    moving: np.ndarray
    certainty: np.ndarray
    movable: np.ndarray
    movable_certainty: np.ndarray
    clip_flow: np.ndarray
    has_pair: bool


def crop(example: Example, rng: np.random.Generator, size: int, smallest: float = 0.45) -> Example:
    """A random window of 45–100 % of each side (often all), slightly rotated (rarely if it is all), resized
    to `size`; flows stay in px at the window's original scale, so they grow as the window shrinks."""
    full = example.flow.shape[0]
    is_whole = rng.random() < 0.25
    wide, high = (full * (1.0 if is_whole else rng.uniform(smallest, 1.0)) for _ in range(2))
    turn = 0.0 if is_whole else float(np.clip(rng.normal(0, 0.1), -0.25, 0.25))
    centre = np.array([rng.uniform(wide, 2 * full - wide), rng.uniform(high, 2 * full - high)]) / 2
    cos, sin = np.cos(turn), np.sin(turn)
    # From pixels of the window to pixels of the clip.
    outward = np.array([[cos, -sin], [sin, cos]]) @ np.diag([wide / size, high / size])
    shift = centre - 0.5 - outward @ np.full(2, (size - 1) / 2)
    matrix = np.column_stack((outward, shift)).astype(np.float32)

    def cut(array: np.ndarray) -> np.ndarray:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(array, matrix, (size, size), flags=flags, borderMode=cv2.BORDER_REFLECT_101)

    return rearrange(example, cut, np.linalg.inv(outward) * (full / size))


def mirror(example: Example) -> Example:
    """Mirrors left and right; the x component of flows changes sign."""

    def flip(array: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(array[:, ::-1])

    return rearrange(example, flip, np.diag([-1, 1]))


def rearrange(example: Example, move: Callable[[np.ndarray], np.ndarray], matrix: np.ndarray) -> Example:
    """Applies one rearrangement of pixels to every picture; flow vectors (x, y) are multiplied by
    `matrix`."""
    transposed = matrix.T.astype(np.float32)
    return Example(
        move(example.earlier),
        move(example.later),
        move(example.flow) @ transposed,
        move(example.trust),
        move(example.moving),
        move(example.certainty),
        move(example.movable),
        move(example.movable_certainty),
        move(example.clip_flow) @ transposed,
        example.has_pair,
    )


def reverse(example: Example) -> Example:
    """Plays the clip backwards: frames are swapped, flows change sign."""
    return replace(
        example,
        earlier=example.later,
        later=example.earlier,
        flow=-example.flow,
        clip_flow=-example.clip_flow,
    )


def change_speed(example: Example, factor: float) -> Example:
    """A faster or slower clip, whose frames no longer match the flow."""
    return replace(example, flow=example.flow * factor, clip_flow=example.clip_flow * factor, has_pair=False)


def recolour(example: Example, rng: np.random.Generator) -> Example:
    """Exposure, contrast, gamma, colour cast and saturation, the same on both frames."""
    gamma = np.exp(rng.normal(0, 0.25))
    gain = np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.07, 3))
    offset = rng.normal(0, 0.04)
    saturation = rng.uniform(0, 1.5) if rng.random() < 0.4 else 1.0
    ramp = np.arange(256, dtype=np.float64)[:, None] / 255
    table = (np.clip(ramp**gamma * gain + offset, 0, 1) * 255).astype(np.uint8)[None]
    mix = (saturation * np.eye(3) + (1 - saturation) / 3).astype(np.float32)

    def apply(frame: np.ndarray) -> np.ndarray:
        return cv2.transform(cv2.LUT(frame, table), mix)

    return replace(example, earlier=apply(example.earlier), later=apply(example.later))


def paste(example: Example, rng: np.random.Generator, textures: list[np.ndarray]) -> Example:
    """Pastes one or two static silhouettes in front of both frames. Labels of thin ones have more weight."""
    for _ in range(1 if rng.random() < 0.6 else 2):
        thing = draw_silhouette(rng, example.flow.shape[0], textures)
        example = stand_before(example, thing.colour, thing.cover, 0.5, 24 if thing.is_thin else 1.5)
    return example


def stand_before(
    example: Example, picture: np.ndarray, cover: np.ndarray, inside: float, weight: float
) -> Example:
    """Pastes a static `picture` in front of both frames, with coverage `cover` (H×W in [0, 1]). Pixels
    covered by more than `inside` are static, with this weight; less covered pixels have little weight."""
    is_inside, is_edge = cover > inside, (cover > 0.05) & (cover <= inside)
    planes = {}
    for name, value in (
        ("moving", 0),
        ("movable", 0),
        ("trust", 1),
        ("certainty", weight),
        ("movable_certainty", weight),
    ):
        planes[name] = getattr(example, name).copy()
        planes[name][is_inside] = value
    for name in ("trust", "certainty", "movable_certainty"):
        planes[name][is_edge] *= 0.3
    flow, share = example.flow.copy(), cover[..., None]
    flow[is_inside] = 0
    return replace(
        example,
        earlier=example.earlier * (1 - share) + picture * share,
        later=example.later * (1 - share) + picture * share,
        flow=flow,
        **planes,
    )


def limit_speed(flow: np.ndarray, fastest: float = FASTEST_PX) -> np.ndarray:
    """Shortens vectors beyond the predictor's bound β."""
    speed = np.linalg.norm(flow, axis=-1, keepdims=True)
    return flow * np.minimum(1, fastest / np.maximum(speed, 1e-6))
