"""Dense backward flow between frames (OpenCV DIS) and its average over a clip: the predictor's teacher."""

from dataclasses import dataclass

import cv2
import numpy as np

# Above the noise of an average over a few pairs.
SURELY_MOVING_PX = 0.2


@dataclass(frozen=True)
class ClipFlow:
    """Averages over the pairs of a clip, in px per frame step at the frames' size.

    mean: H×W×2 mean backward flow; noise: H×W its standard deviation over the pairs; still_error,
    moved_error: H×W mean absolute colour difference (0–255) between the later frame and the earlier one,
    unchanged and moved by the mean flow; shake: px by which the median flow of a pair differs from its
    running mean.
    """

    mean: np.ndarray
    noise: np.ndarray
    still_error: np.ndarray
    moved_error: np.ndarray
    shake: float


def make_dis() -> cv2.DISOpticalFlow:
    """DIS with the medium preset: the reference flow of training and evaluation."""
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)


def backward_flow(dis: cv2.DISOpticalFlow, earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    """H×W×2 px: where in `earlier` each pixel of `later` came from (both uint8 grey)."""
    return dis.calc(later, earlier, None)


def warp_pixels(frame: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """Samples `frame` at p + flow(p) (px, bilinear, border repeated)."""
    height, width = flow.shape[:2]
    grid_x, grid_y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(
        frame, grid_x + flow[..., 0], grid_y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def estimate_step_speed(frames: np.ndarray, step: int, pairs: int = 8) -> float:
    """97th percentile of the mean flow's speed, px per `step` frames, from a few pairs spread over the clip
    (high, because a waterfall may fill only a small part of the picture)."""
    dis = make_dis()
    starts = np.linspace(0, len(frames) - 1 - step, pairs).astype(int)
    total = 0.0
    for start in starts:
        earlier, later = (cv2.cvtColor(frames[t], cv2.COLOR_RGB2GRAY) for t in (start, start + step))
        total = total + backward_flow(dis, earlier, later)
    return float(np.percentile(np.linalg.norm(total / len(starts), axis=-1), 97))


def choose_step(frames: np.ndarray, target_px: float = 1.6) -> int:
    """The frame step at which the fastest parts of the clip move closest to `target_px` (1–2 px, algorithm
    §7).

    If the flow no longer grows with the step, the frames are too far apart to be matched (white water changes
    its shape within a few frames), so larger steps are not tried.
    """
    best, least = 1, np.inf
    last_step, last_speed = 1, 0.0
    for step in (1, 2, 3, 4, 5, 6, 8, 10, 12):
        if step > 1 and step * 8 > len(frames):
            break
        speed = estimate_step_speed(frames, step)
        if last_speed > SURELY_MOVING_PX and speed < 0.6 * last_speed * step / last_step:
            break
        misfit = abs(np.log(max(speed, 1e-3) / target_px))
        if misfit < least:
            best, least = step, misfit
        if speed > target_px:
            break
        last_step, last_speed = step, speed
    return best


def average_flow(frames: np.ndarray, most_pairs: int = 64) -> ClipFlow:
    """Averages the flow over adjacent frames (already at the chosen step)."""
    dis = make_dis()
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    earlier_of = np.unique(np.linspace(0, len(frames) - 2, min(most_pairs, len(frames) - 1)).astype(int))
    flows = np.stack([backward_flow(dis, grey[t], grey[t + 1]) for t in earlier_of])
    mean = flows.mean(0)
    noise = np.sqrt(((flows - mean) ** 2).sum(-1).mean(0))
    still = np.zeros(mean.shape[:2], np.float32)
    moved = np.zeros_like(still)
    for t in earlier_of:
        earlier, later = frames[t].astype(np.float32), frames[t + 1].astype(np.float32)
        still += np.abs(later - earlier).mean(-1)
        moved += np.abs(later - warp_pixels(earlier, mean)).mean(-1)
    return ClipFlow(mean, noise, still / len(earlier_of), moved / len(earlier_of), measure_shake(flows))


def measure_shake(flows: np.ndarray) -> float:
    """Camera shake in px: a steady drift or moving clouds change the picture's median flow slowly, a shaking
    hand from pair to pair. `flows` T×H×W×2."""
    medians = np.median(flows[:, ::4, ::4].reshape(len(flows), -1, 2), axis=1).astype(np.float64)
    smooth = cv2.blur(medians, (1, 7), borderType=cv2.BORDER_REPLICATE)
    return float(np.median(np.abs(medians - smooth).max(1)))
