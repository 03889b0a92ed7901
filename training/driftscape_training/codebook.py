"""The motion half of a bundle's codebook: codes worth offering, ordered for a slider (algorithm §6)."""

from pathlib import Path

import numpy as np
import torch

from .augment import limit_speed
from .dataset import MOST_PER_FAMILY, REVERSIBLE_GROUPS, encoder_input
from .networks.encoder import MotionEncoder
from .prepare import read_cache

MOST_CODES = 96


@torch.no_grad()
def build_motion_codes(encoder: MotionEncoder, cache: Path, most: int = MOST_CODES) -> np.ndarray:
    """N×8, N ≤ `most`: k-means centres of the codes of the training clips, seen also mirrored and, where nature
    allows, backwards; ordered by `order_for_slider`."""
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
    return order_for_slider(codes)


def order_for_slider(codes: np.ndarray) -> np.ndarray:
    """Codes along a short open path (2-opt from the order of the first principal component), running from the low to
    the high end of that component: neighbours on the slider are neighbours in direction and speed."""
    if len(codes) < 3:
        return codes
    component = np.linalg.svd(codes - codes.mean(0), full_matrices=False)[2][0]
    order = np.argsort(codes @ component)
    distance = np.linalg.norm(codes[:, None] - codes[None], axis=-1)
    is_shorter = True
    while is_shorter:
        is_shorter = False
        for start in range(len(order) - 1):
            for end in range(start + 1, len(order)):
                before = distance[order[start - 1], order[start]] if start else 0.0
                after = distance[order[end], order[end + 1]] if end + 1 < len(order) else 0.0
                swapped = distance[order[start - 1], order[end]] if start else 0.0
                swapped += distance[order[start], order[end + 1]] if end + 1 < len(order) else 0.0
                if swapped < before + after - 1e-9:
                    order[start : end + 1] = order[start : end + 1][::-1].copy()
                    is_shorter = True
    ordered = codes[order]
    return ordered if ordered[0] @ component <= ordered[-1] @ component else ordered[::-1]
