"""Agreement of predicted and drawn regions."""

import numpy as np

from .compose import SKY, WATER
from .pictures import VALUES

MIST = 3
# The evaluated regions, with the mask value for "anything but".
REGIONS = {"sky": (SKY, 253), "water": (WATER, 254), "mist": (MIST, None)}
# Minimum share for a region to be evaluated in a picture.
LEAST_SHARE = 0.004


def region_overlaps(found: np.ndarray, mask: np.ndarray) -> dict[str, float]:
    """IoU of `found` (H×W, numbers of the regions) with a mask of the same size, per region that covers at
    least LEAST_SHARE of the picture. Pixels are ignored if the mask does not say whether they are the
    region."""
    overlaps = {}
    for name, (region, exclusion) in REGIONS.items():
        true = mask == VALUES[region]
        if true.mean() < LEAST_SHARE:
            continue
        is_known = np.isin(mask, VALUES[:4]) | (mask == exclusion)
        ours = (found == region) & is_known
        overlaps[name] = float((ours & true).sum() / (ours | true).sum())
    return overlaps
