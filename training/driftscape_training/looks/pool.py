"""Pictures with the regions found by a scene network: to be relit, or as references."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from ..appearance_data import FRAME_SIZE, Sequence
from ..bundle import SCENE_FILE
from ..errors import TrainingError
from ..evaluate.networks import BundleNetworks
from ..networks.scene import SCENE_SIZE
from ..pictures import is_picture
from ..scenes import MASK_SUFFIX
from .statistics import LAND, WATER

# Frames of a sequence whose regions are averaged: the brightest ones, because little is visible at night.
_BRIGHTEST = 4
_MOST_FRAMES = 40
# Shares below the first count as none of a region, above the second as all of it.
_SURELY_OUT, _SURELY_IN = 0.25, 0.75
# Brightness 0…1 of surroundings that are too dark to recognise water, and of those that are not; their
# radius.
_SURELY_DARK, _SURELY_LIT, _DARK_RADIUS = 0.1, 0.22, 0.03
# Probability of drawing a frame of a camera rather than a photo.
_CAMERA_SHARE = 0.45


@dataclass(frozen=True)
class Pool:
    """`pictures` N×S×S×3 RGB bytes, `shares` N×4×S×S bytes (255 is all) of land, sky, water and mist,
    `chances` N."""

    pictures: np.ndarray
    shares: np.ndarray
    chances: np.ndarray


def load_pool(photos: Path | None, sequences: list[Sequence], bundle: Path, cache: Path) -> Pool:
    """All photos of a folder, if any, and some frames of every sequence. Finding their regions takes minutes,
    so the result is cached in `cache`; a cache of other pictures is rebuilt. Raises TrainingError for a
    folder without photos or a bundle without scene network."""
    paths = sorted(path for path in photos.iterdir() if _is_photo(path)) if photos else []
    if photos and not paths:
        raise TrainingError(f"{photos}: holds no photo to give other lights to")
    names = [path.stem for path in paths] + [sequence.name for sequence in sequences]
    if cache.exists():
        with np.load(cache) as kept:
            if kept["names"].tolist() == names:
                return Pool(kept["pictures"], kept["shares"], kept["chances"])
    pool = _read_pool(paths, sequences, BundleNetworks(bundle, threads=1))
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez(cache, names=names, pictures=pool.pictures, shares=pool.shares, chances=pool.chances)
    return pool


def _read_pool(paths: list[Path], sequences: list[Sequence], networks: BundleNetworks) -> Pool:
    pictures, shares, kinds = [], [], []
    for path in tqdm(paths, desc="regions of photos", mininterval=5):
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is None:
            raise TrainingError(f"{path}: does not decode (expected a photo)")
        picture = _resize(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), SCENE_SIZE)
        pictures.append(_resize(picture, FRAME_SIZE)[None])
        shares.append(_to_bytes(regions_of(_see(networks, picture), picture))[None])
        # Many photos of one kind, `street-1`, `street-2` and so on, count as few.
        kinds.append(path.stem.split("-")[0])
    weights = [[Counter(kinds)[kind] ** -0.5] for kind in kinds]
    cameras = Counter(sequence.camera for sequence in sequences)
    for sequence in tqdm(sequences, desc="regions of sequences", mininterval=5):
        few = np.unique(np.linspace(0, len(sequence.frames) - 1, _MOST_FRAMES).round().astype(int))
        brightest = np.argsort(sequence.frames.mean((1, 2, 3)))[-_BRIGHTEST:]
        enlarged = [_resize(frame, SCENE_SIZE) for frame in sequence.frames[brightest]]
        seen = np.mean([_see(networks, frame) for frame in enlarged], axis=0)
        pictures.append(sequence.frames[few])
        shares.append(np.repeat(_to_bytes(regions_of(seen, enlarged[-1]))[None], len(few), 0))
        weights.append([cameras[sequence.camera] ** -0.75 / len(few)] * len(few))
    photos, frames = weights[: len(paths)], weights[len(paths) :]
    of_each = [(photos, 1 - _CAMERA_SHARE), (frames, _CAMERA_SHARE)]
    chances = np.concatenate(
        [np.concatenate(some) * (share / sum(map(sum, some))) for some, share in of_each if some]
    )
    return Pool(np.concatenate(pictures), np.concatenate(shares), chances / chances.sum())


def regions_of(shares: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Shares 4×S×S of a picture S×S×3, sharpened and summing to 1. Nearly black areas, especially wooded
    slopes at dusk, are easily mistaken for water, so they count as land."""
    sure = np.clip((shares - _SURELY_OUT) / (_SURELY_IN - _SURELY_OUT), 0, 1)
    radius = round(_DARK_RADIUS * len(picture))
    brightness = cv2.blur(picture.max(2).astype(np.float32) / 255, (2 * radius + 1,) * 2)
    is_lit = np.clip((brightness - _SURELY_DARK) / (_SURELY_LIT - _SURELY_DARK), 0, 1)
    sure[LAND] += (1 - is_lit) * sure[WATER]
    sure[WATER] *= is_lit
    total = sure.sum(0)
    sure[LAND][total == 0] = 1
    return sure / sure.sum(0)


def _is_photo(path: Path) -> bool:
    return is_picture(path) and not path.name.endswith(MASK_SUFFIX)


def _see(networks: BundleNetworks, picture: np.ndarray) -> np.ndarray:
    """Shares 4×384×384 of a picture of that size."""
    image = picture.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
    return networks.run(SCENE_FILE, image=np.ascontiguousarray(image))[0][0]


def _resize(picture: np.ndarray, size: int) -> np.ndarray:
    method = cv2.INTER_AREA if picture.shape[1] >= size else cv2.INTER_CUBIC
    return cv2.resize(picture, (size, size), interpolation=method)


def _to_bytes(shares: np.ndarray) -> np.ndarray:
    small = _resize(shares.transpose(1, 2, 0).astype(np.float32), FRAME_SIZE)
    return (small.transpose(2, 0, 1) * 255).round().astype(np.uint8)
