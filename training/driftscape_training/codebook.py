"""The motion half of a bundle's codebook: useful codes, ordered for a slider (algorithm §6)."""

from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from .augment import limit_speed
from .dataset import MOST_PER_FAMILY, REVERSIBLE_GROUPS, encoder_input, picture_to_tensor
from .evaluate.metrics import compare_flows
from .networks.encoder import MotionEncoder
from .networks.motion import FLOW_BOUND, MotionPredictor
from .prepare import read_cache
from .warp import PX_PER_UNIT

MOST_CODES = 96


@torch.no_grad()
def build_motion_codes(
    predictor: MotionPredictor, encoder: MotionEncoder, cache: Path, most: int = MOST_CODES
) -> np.ndarray:
    """N×8, N ≤ `most`: k-means centres of the codes of the training clips, also of mirrored and, if natural,
    reversed clips; ordered by `order_for_slider` around the best one, at which the slider begins."""
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
    codes = encoder(torch.stack(flows)).numpy()
    if len(codes) > most:
        from sklearn.cluster import KMeans

        codes = KMeans(most, n_init=4, random_state=0).fit(codes).cluster_centers_
    kindest = find_kindest_code(predictor, codes, cache)
    return codes[order_for_slider(drawn_motion(predictor, codes), kindest)]


def drawn_motion(predictor: MotionPredictor, codes: np.ndarray) -> np.ndarray:
    """The motion each code (N×8) draws without a photo, N×F: px at 256×256 per cell of its layout, weighted
    by its mask."""
    drawn = predictor.layout(torch.from_numpy(codes).float())
    field = FLOW_BOUND * PX_PER_UNIT * torch.tanh(drawn.field) * torch.sigmoid(drawn.mask)
    return field.flatten(1).numpy()


@torch.no_grad()
def find_kindest_code(
    predictor: MotionPredictor, codes: np.ndarray, cache: Path, most_clips: int = 16
) -> int:
    """Index of the code that does best on pictures that it was not made for: in training clips of all groups,
    it moves what moves there (IoU) and leaves the rest alone (speed of the static area, px). It is the users'
    default."""
    notes = read_cache(cache, "train")
    by_family = list({note.family: note for note in notes}.values())
    chosen = [
        by_family[i] for i in np.linspace(0, len(by_family) - 1, min(most_clips, len(by_family))).astype(int)
    ]
    scores = np.zeros(len(codes))
    for note in tqdm(chosen, desc="trying codes", unit="clip", dynamic_ncols=True):
        with np.load(cache / f"{note.id}.npz") as arrays:
            frames = arrays["frames"]
            mean = np.ascontiguousarray(arrays["mean"].astype(np.float32).transpose(1, 2, 0))
        image = picture_to_tensor(frames[len(frames) // 2][None])
        for i, code in enumerate(torch.from_numpy(codes).float()):
            flow = predictor(image, code[None])[0].permute(1, 2, 0).numpy() * PX_PER_UNIT
            figures = compare_flows(flow, mean)
            scores[i] += (figures["iou"] or 0) - (figures["static_speed"] or 0)
    return int(scores.argmax())


def order_for_slider(features: np.ndarray, middle: int = 0) -> np.ndarray:
    """Indices of the rows along a short closed tour (2-opt), so that neighbours on the slider are similar in
    direction and speed; the tour is cut so that row `middle` is in the middle."""
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
