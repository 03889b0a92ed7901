"""What a flow field loses if it is described by few numbers: how close a code can come to the upper
reference."""

import cv2
import numpy as np

from .metrics import moving_area


def fit_plane(flow: np.ndarray) -> np.ndarray:
    """The flow H×W×2 of a moving plane closest to `flow` where that moves (least squares), zero elsewhere:
    eight numbers, as many as a code has (Longuet-Higgins, Prazdny, "The interpretation of a moving retinal
    image", 1980)."""
    is_moving = moving_area(flow)
    if is_moving.sum() < 8:
        return np.zeros_like(flow)
    height, width = is_moving.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    one, none = np.ones_like(x), np.zeros_like(x)
    basis = np.stack(
        [
            np.stack(pair, -1)
            for pair in (
                (one, none),
                (x, none),
                (y, none),
                (none, one),
                (none, x),
                (none, y),
                (x * x, x * y),
                (x * y, y * y),
            )
        ],
        -1,
    )
    weights, *_ = np.linalg.lstsq(basis[is_moving].reshape(-1, 8), flow[is_moving].reshape(-1), rcond=None)
    return ((basis @ weights) * is_moving[..., None]).astype(np.float32)


def see_through_grid(flow: np.ndarray, cells: int) -> np.ndarray:
    """`flow` H×W×2 averaged in cells × cells where it moves, and enlarged again; zero where it does not
    move."""
    is_moving = moving_area(flow).astype(np.float32)
    height, width = is_moving.shape

    def smooth(plane: np.ndarray) -> np.ndarray:
        small = cv2.resize(plane, (cells, cells), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)

    share = np.maximum(smooth(is_moving), 0.02)[..., None]
    return smooth(flow * is_moving[..., None]) / share * is_moving[..., None]
