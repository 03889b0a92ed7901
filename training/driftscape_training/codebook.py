"""The motion half of a bundle's codebook: codes worth offering, ordered for a slider (algorithm §6)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from .augment import limit_speed
from .dataset import MOST_PER_FAMILY, REVERSIBLE_GROUPS, encoder_input, picture_to_tensor
from .evaluate.metrics import SMALLEST_STATIC_SHARE, compare_flows, speed_of, static_area
from .networks.encoder import MotionEncoder
from .networks.motion import FLOW_BOUND, MotionPredictor
from .prepare import read_cache
from .scenes import Drawn
from .warp import PX_PER_UNIT

MOST_CODES = 96
# Half as many again are tried; those under which land moves most are left out.
CANDIDATES_PER_CODE = 1.5


@torch.no_grad()
def build_motion_codes(
    predictor: MotionPredictor,
    encoder: MotionEncoder,
    cache: Path,
    masks: dict[str, Drawn] | None = None,
    most: int = MOST_CODES,
) -> np.ndarray:
    """N×8, N ≤ `most`: codes of training clips, seen also mirrored and, where nature allows, backwards, picked so that
    each of the others draws about what one of them draws and land stands (`masks` say where there is some, by clip); ordered
    by `order_for_slider` around the kindest one, at which the slider begins."""
    flows, seen = [], {}
    for note in read_cache(cache, "train"):
        seen[note.family] = seen.get(note.family, 0) + 1
        if seen[note.family] > MOST_PER_FAMILY:
            continue
        with np.load(cache / f"{note.id}.npz") as arrays:
            mean = limit_speed(np.ascontiguousarray(arrays["mean"].astype(np.float32).transpose(1, 2, 0)))
        variants = [mean, mean[:, ::-1] * np.array([-1, 1], np.float32)]
        if note.group in REVERSIBLE_GROUPS:
            variants += [-variant for variant in variants]
        flows += [encoder_input(np.ascontiguousarray(variant)) for variant in variants]
    codes = encoder(torch.stack(flows))
    drawn = drawn_motion(predictor, codes)
    chosen = find_representatives(drawn, round(most * CANDIDATES_PER_CODE))
    trial = try_codes(predictor, codes[chosen], cache, masks or {})
    calm = np.sort(trial.unrest.argsort(kind="stable")[:most])
    chosen = chosen[calm]
    return codes[chosen].numpy()[order_for_slider(drawn[chosen], int(trial.kindness[calm].argmax()))]


def drawn_motion(predictor: MotionPredictor, codes: torch.Tensor) -> np.ndarray:
    """What each code (N×8) draws by itself, N×F: px at 256×256 per cell of its layout, as far as the cell moves."""
    drawn = predictor.layout(codes)
    field = FLOW_BOUND * PX_PER_UNIT * torch.tanh(drawn.field) * torch.sigmoid(drawn.mask)
    return field.flatten(1).numpy()


def find_representatives(features: np.ndarray, most: int) -> np.ndarray:
    """Indices of at most `most` rows, the ones next to k-means centres: every row has one of them near."""
    if len(features) <= most:
        return np.arange(len(features))
    from sklearn.cluster import KMeans

    centres = KMeans(most, n_init=4, random_state=0).fit(features).cluster_centers_
    distance = np.linalg.norm(features[None] - centres[:, None], axis=-1)
    return np.unique(distance.argmin(1))


@dataclass(frozen=True)
class Trial:
    """How N codes do on pictures they were not made for. `kindness`: what moves there is moved (IoU) and the rest left alone
    (px), what people see before they choose; `unrest`: how fast land goes, relative to what may."""

    kindness: np.ndarray
    unrest: np.ndarray


@torch.no_grad()
def try_codes(
    predictor: MotionPredictor,
    codes: torch.Tensor,
    cache: Path,
    masks: dict[str, Drawn],
    most_clips: int = 16,
) -> Trial:
    """Tries codes N×8 on training clips of all groups, rather on those with land that someone has drawn. Elsewhere what
    stands in a clip counts as land."""
    by_family = {note.family: note for note in read_cache(cache, "train")}
    notes = [note for note in by_family.values() if _land_share(masks.get(note.id)) >= SMALLEST_STATIC_SHARE]
    notes = notes or list(by_family.values())
    chosen = [notes[i] for i in np.linspace(0, len(notes) - 1, min(most_clips, len(notes))).astype(int)]
    kindness, land_speed, speed = np.zeros((3, len(codes)))
    for note in tqdm(chosen, desc="trying codes", unit="clip", dynamic_ncols=True):
        with np.load(cache / f"{note.id}.npz") as arrays:
            frames = arrays["frames"]
            mean = np.ascontiguousarray(arrays["mean"].astype(np.float32).transpose(1, 2, 0))
        drawn = masks.get(note.id)
        is_land = static_area(mean) if drawn is None else drawn.movable == 0
        image = picture_to_tensor(frames[len(frames) // 2][None])
        for i, code in enumerate(codes.float()):
            flow = predictor(image, code[None])[0].permute(1, 2, 0).numpy() * PX_PER_UNIT
            figures = compare_flows(flow, mean)
            kindness[i] += (figures["iou"] or 0) - (figures["static_speed"] or 0)
            if is_land.any() and not is_land.all():
                land_speed[i] += speed_of(flow)[is_land].mean()
                speed[i] += speed_of(flow)[~is_land].mean()
    return Trial(kindness, land_speed / np.maximum(speed, 1e-6))


def _land_share(drawn: Drawn | None) -> float:
    return 0.0 if drawn is None else float((drawn.movable == 0).mean())


def order_for_slider(features: np.ndarray, middle: int = 0) -> np.ndarray:
    """Indices of the rows along a short closed tour (2-opt), so that neighbours on the slider are neighbours in direction and
    speed; it is cut where row `middle` comes to stand in the middle."""
    if len(features) < 3:
        return np.arange(len(features))
    component = np.linalg.svd(features - features.mean(0), full_matrices=False)[2][0]
    order = np.argsort(features @ component)
    distance = np.linalg.norm(features[:, None] - features[None], axis=-1)
    count, is_shorter = len(order), True
    while is_shorter:
        is_shorter = False
        for start in range(count - 1):
            for end in range(start + 1, count - (start == 0)):
                before, after = order[start - 1], order[(end + 1) % count]
                old = distance[before, order[start]] + distance[order[end], after]
                new = distance[before, order[end]] + distance[order[start], after]
                if new < old - 1e-9:
                    order[start : end + 1] = order[start : end + 1][::-1].copy()
                    is_shorter = True
    return np.roll(order, count // 2 - int(np.flatnonzero(order == middle)[0]))
