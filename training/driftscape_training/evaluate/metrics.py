"""The motion metrics of algorithm §10. Flows are H×W×2 px per step at 256×256, frames uint8 RGB H×W×3."""

import numpy as np

from ..flow import warp_pixels

MOVING_PX = 0.15
STATIC_PX = 0.05
SMALLEST_STATIC_SHARE = 0.10
NEAR_DEGREES = 30


def speed_of(flow: np.ndarray) -> np.ndarray:
    """H×W lengths of the vectors."""
    return np.linalg.norm(flow, axis=-1)


def moving_area(reference: np.ndarray) -> np.ndarray:
    """Where the reference speed is above both 0.1 × its mean and 0.15 px per step."""
    speed = speed_of(reference)
    return speed > max(0.1 * float(speed.mean()), MOVING_PX)


def static_area(reference: np.ndarray) -> np.ndarray:
    """Where the reference speed is below 0.05 px per step."""
    return speed_of(reference) < STATIC_PX


def compare_flows(predicted: np.ndarray, reference: np.ndarray) -> dict[str, float | None]:
    """End-point error (px, whole frame), direction, speed ratio, moving-area IoU, leakage and the speed of
    the static area (px per step; both None where the static area is under 10 %)."""
    is_moving, is_static = moving_area(reference), static_area(reference)
    speed, true_speed = speed_of(predicted), speed_of(reference)
    cosine = (predicted * reference).sum(-1) / np.maximum(speed * true_speed, 1e-9)
    is_predicted = speed > MOVING_PX
    union = (is_predicted | is_moving).sum()
    moving_speed = max(float(speed[is_moving].mean()), 1e-9) if is_moving.any() else None
    figures: dict[str, float | None] = {
        "end_point_error": float(speed_of(predicted - reference).mean()),
        "direction": None,
        "speed_ratio": None,
        "iou": float((is_predicted & is_moving).sum() / union) if union else 1.0,
        "leakage": None,
        "static_speed": None,
    }
    if is_static.mean() >= SMALLEST_STATIC_SHARE:
        figures["static_speed"] = float(speed[is_static].mean())
    if moving_speed is not None:
        figures["direction"] = float((cosine[is_moving] >= np.cos(np.radians(NEAR_DEGREES))).mean())
        figures["speed_ratio"] = moving_speed / float(true_speed[is_moving].mean())
        if figures["static_speed"] is not None:
            figures["leakage"] = figures["static_speed"] / moving_speed
    return figures


def compose(flow: np.ndarray, steps: int) -> np.ndarray:
    """The steady flow applied `steps` times: C_t(p) = C_{t−1}(p + f(p)), as one displacement."""
    total = np.zeros_like(flow)
    for _ in range(steps):
        total = warp_pixels(total, flow) + flow
    return total


def match_light(frame: np.ndarray, target: np.ndarray) -> np.ndarray:
    """`frame` with the mean and the standard deviation per channel of `target`."""
    mean, deviation = frame.mean((0, 1)), frame.std((0, 1))
    return (frame - mean) / np.maximum(deviation, 1e-3) * target.std((0, 1)) + target.mean((0, 1))


def psnr(frame: np.ndarray, target: np.ndarray, area: np.ndarray | None = None) -> float:
    """PSNR in dB of values in [0, 255], in an area or in the whole frame."""
    square = (frame.astype(np.float32) - target) ** 2
    error = float(square[area].mean() if area is not None else square.mean())
    return 10 * float(np.log10(255**2 / max(error, 1e-3)))


def next_frame_gain(
    frame: np.ndarray, later: np.ndarray, flow: np.ndarray, steps: int, is_moving: np.ndarray
) -> tuple[float, float]:
    """PSNR gained by moving the photo `steps` steps instead of repeating it: (whole frame, moving area), dB;
    light matched in both cases."""
    frame, later = frame.astype(np.float32), later.astype(np.float32)
    moved = match_light(warp_pixels(frame, compose(flow, steps)), later)
    repeated = match_light(frame, later)
    area = is_moving if is_moving.any() else None
    return psnr(moved, later) - psnr(repeated, later), psnr(moved, later, area) - psnr(repeated, later, area)


def mean_of(values: list[float | None]) -> float | None:
    """Mean over the clips for which a figure is defined."""
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None
