"""Generated scenes with ground truth: thin static things in front of moving clouds (algorithm §10)."""

from dataclasses import dataclass

import cv2
import numpy as np

from ..silhouettes import draw_silhouette
from .metrics import speed_of
from .networks import BundleNetworks

THIN_KINDS = ("poles", "branches")
# A pixel is static if it is slower than this share of the speed around it.
STILL_SHARE = 0.1


@dataclass(frozen=True)
class Scene:
    """A picture 256×256×3 uint8, the mask of its thin static things, and its true flow in px."""

    picture: np.ndarray
    is_thin: np.ndarray
    flow: np.ndarray


def draw_clouds(rng: np.random.Generator, size: int) -> np.ndarray:
    """A sky with fractal clouds, size×size×3 in [0, 255]."""
    density = np.zeros((size, size), np.float32)
    for octave in range(1, 7):
        cells = 2**octave
        noise = rng.normal(0, 1, (cells + 1, cells * 2 + 1)).astype(np.float32)
        density += cv2.resize(noise, (size, size), interpolation=cv2.INTER_CUBIC) * 0.6**octave
    cover = 1 / (1 + np.exp(-6 * (density - np.quantile(density, rng.uniform(0.3, 0.7)))))
    height = np.linspace(0, 1, size)[:, None, None]
    top, horizon = rng.uniform([40, 80, 130], [110, 150, 220]), rng.uniform([130, 150, 170], [220, 215, 230])
    sky = top * (1 - height) + horizon * height
    cloud = rng.uniform(190, 250) - 60 * np.clip(density, 0, 1)[..., None] * np.ones(3)
    return sky * (1 - cover[..., None]) + cloud * cover[..., None]


def draw_scene(rng: np.random.Generator, size: int = 256) -> Scene:
    """Poles or branches in front of drifting clouds."""
    thing = draw_silhouette(rng, size, kinds=THIN_KINDS)
    cover = thing.cover[..., None]
    picture = draw_clouds(rng, size) * (1 - cover) + np.minimum(thing.colour, 90) * cover
    angle = rng.uniform(-0.3, 0.3) + (0 if rng.random() < 0.5 else np.pi)
    velocity = rng.uniform(0.8, 1.6) * np.array([np.cos(angle), np.sin(angle)])
    flow = np.where(thing.cover[..., None] > 0.5, 0, velocity).astype(np.float32)
    return Scene(picture.clip(0, 255).astype(np.uint8), thing.cover > 0.5, flow)


def still_share(predicted: np.ndarray, is_thin: np.ndarray) -> float:
    """Share of the thin things' pixels that are slower than a tenth of the speed around them (mean over a
    31-px window without the thin things)."""
    speed = speed_of(predicted)
    outside = 1 - cv2.dilate(is_thin.astype(np.float32), np.ones((5, 5)))
    around = cv2.blur(speed * outside, (31, 31)) / np.maximum(cv2.blur(outside, (31, 31)), 1e-6)
    return float((speed[is_thin] < STILL_SHARE * around[is_thin]).mean())


@dataclass(frozen=True)
class EvaluatedScene:
    """A scene, its predicted flow, the share of thin pixels that are static and the clouds' speed ratio."""

    scene: Scene
    predicted: np.ndarray
    thin_still_share: float
    cloud_speed_ratio: float


def evaluate_scenes(networks: BundleNetworks, count: int = 40, seed: int = 7) -> list[EvaluatedScene]:
    """Evaluates generated scenes, best first. The clouds' speed is measured too, because a predictor that
    moves nothing must not score well."""
    evaluated = []
    for number in range(count):
        scene = draw_scene(np.random.default_rng([seed, number]))
        if not scene.is_thin.any():
            continue
        predicted = networks.predict_flow(scene.picture, networks.encode_flow(scene.flow))
        around = ~scene.is_thin
        ratio = float(speed_of(predicted)[around].mean() / speed_of(scene.flow)[around].mean())
        evaluated.append(EvaluatedScene(scene, predicted, still_share(predicted, scene.is_thin), ratio))
    return sorted(evaluated, key=lambda one: -one.thin_still_share)
