"""Evaluates the scene network on photos with drawn masks: IoU per region and photo, and the time of a
pass."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ..bundle import SCENE_FILE
from ..errors import TrainingError
from ..networks.scene import SCENE_SIZE
from ..pictures import is_picture
from ..scene.metrics import REGIONS, region_overlaps
from .metrics import mean_of
from .networks import BundleNetworks

# Side of the photo from which magnified views are cropped.
CLOSE_SIZE = SCENE_SIZE * 3 // 2
# Photos are evaluated at this width at most.
WIDEST = 1280
# Mask value for lamps and other lights that stay, which are ignored because they belong to what surrounds
# them.
LIGHTS, UNKNOWN = 4, 255
# Minimum share of a teacher's sky or water for a pixel to count as that.
TEACHER_SAYS = 0.5


@dataclass(frozen=True)
class EvaluatedPhoto:
    """A photo RGB uint8 H×W×3 with its mask, the shares found in it H×W×4, and IoU per region: ours and, if
    their labels are available, that of the teachers."""

    name: str
    photo: np.ndarray
    mask: np.ndarray
    shares: np.ndarray
    overlaps: dict[str, float]
    teacher: dict[str, float]


def find_shares(networks: BundleNetworks, photo: np.ndarray) -> np.ndarray:
    """Photo H×W×3 uint8 RGB → shares H×W×4 as in the engine: the mean of those found in the whole photo and
    in its four magnified corners, all squashed to squares (docs/algorithm.md §3.2)."""
    close = cv2.resize(photo, (CLOSE_SIZE, CLOSE_SIZE), interpolation=cv2.INTER_AREA)
    nearness = np.sin(np.pi * np.arange(1, SCENE_SIZE + 1) / (SCENE_SIZE + 1)) ** 2 + 1e-3
    weight = (nearness[:, None] * nearness[None])[..., None].astype(np.float32)
    shares = np.zeros((CLOSE_SIZE, CLOSE_SIZE, 4), np.float32)
    total = np.zeros((CLOSE_SIZE, CLOSE_SIZE, 1), np.float32)
    for top in (0, CLOSE_SIZE - SCENE_SIZE):
        for left in (0, CLOSE_SIZE - SCENE_SIZE):
            corner = np.s_[top : top + SCENE_SIZE, left : left + SCENE_SIZE]
            shares[corner] += weight * _run(networks, close[corner])
            total[corner] += weight
    size = photo.shape[1::-1]
    whole = cv2.resize(_run(networks, photo), size, interpolation=cv2.INTER_LINEAR)
    return (whole + cv2.resize(shares / total, size, interpolation=cv2.INTER_LINEAR)) / 2


def _run(networks: BundleNetworks, view: np.ndarray) -> np.ndarray:
    (shares,) = networks.run(SCENE_FILE, image=_squash(view))
    return shares[0].transpose(1, 2, 0)


def _squash(photo: np.ndarray) -> np.ndarray:
    square = cv2.resize(photo, (SCENE_SIZE, SCENE_SIZE), interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.ascontiguousarray(square.transpose(2, 0, 1)[None] / 127.5 - 1)


def evaluate_photos(
    networks: BundleNetworks, photos: Path, masks: Path, teachers: Path | None = None
) -> list[EvaluatedPhoto]:
    """Evaluates every photo of a folder with a mask `<name>.png` (0 land, 1 sky, 2 water, 3 mist, 255
    unknown). `teachers` holds results of other networks, `<name>.sky.png` and `<name>.water.png`. Raises
    TrainingError if there is no pair or a file does not decode."""
    evaluated = []
    for path in sorted(photos.iterdir()):
        mask_path = masks / f"{path.stem}.png"
        if is_picture(path) and mask_path.exists():
            photo, mask = _read(path, cv2.IMREAD_COLOR), _read(mask_path, cv2.IMREAD_GRAYSCALE)
            scale = min(1, WIDEST / photo.shape[1])
            size = tuple(round(side * scale) for side in photo.shape[1::-1])
            photo = cv2.cvtColor(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
            mask = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
            mask[mask == LIGHTS] = UNKNOWN
            shares = find_shares(networks, photo)
            overlaps = region_overlaps(shares.argmax(-1), mask)
            evaluated.append(
                EvaluatedPhoto(
                    path.stem, photo, mask, shares, overlaps, _evaluate_teachers(teachers, path.stem, mask)
                )
            )
    if not evaluated:
        raise TrainingError(f"{masks}: no mask of a photo in {photos}; lake.png is the mask of lake.jpg")
    return evaluated


def _evaluate_teachers(folder: Path | None, name: str, mask: np.ndarray) -> dict[str, float]:
    overlaps = {}
    for number, region in enumerate(REGIONS, 1):
        path = folder / f"{name}.{region}.png" if folder else None
        if path is not None and path.exists():
            share = cv2.resize(_read(path, cv2.IMREAD_GRAYSCALE), mask.shape[::-1]) / 255
            overlaps |= {
                key: value
                for key, value in region_overlaps(np.where(share > TEACHER_SAYS, number, 0), mask).items()
                if key == region
            }
    return overlaps


def _read(path: Path, how: int) -> np.ndarray:
    picture = cv2.imread(str(path), how)
    if picture is None:
        raise TrainingError(f"{path}: does not decode; repair or remove it")
    return picture


def time_scene_pass(networks: BundleNetworks, photo: np.ndarray, passes: int = 15) -> float:
    """Median milliseconds of one pass of the network."""
    spent, image = [], _squash(photo)
    for _ in range(passes):
        started = time.perf_counter()
        networks.run(SCENE_FILE, image=image)
        spent.append((time.perf_counter() - started) * 1000)
    return round(float(np.median(spent)), 1)


def summarise(evaluated: list[EvaluatedPhoto]) -> dict[str, Any]:
    """Mean and worst IoU per region, ours and the teachers', and that of every photo."""
    summary: dict[str, Any] = {}
    for who in ("overlaps", "teacher"):
        for region in REGIONS:
            values = [getattr(one, who)[region] for one in evaluated if region in getattr(one, who)]
            if values:
                row = {"mean": mean_of(values), "worst": min(values), "photos": len(values)}
                summary.setdefault("network" if who == "overlaps" else "teachers", {})[region] = row
    summary["per_photo"] = {one.name: {"network": one.overlaps, "teachers": one.teacher} for one in evaluated}
    return summary
