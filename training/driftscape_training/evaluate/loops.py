"""Loops made from a predicted steady flow (algorithm §10): the symmetric loop compared with the crossfade."""

import cv2
import numpy as np

from ..flow import warp_pixels
from .metrics import STATIC_PX, psnr, speed_of

LOOP_FRAMES = 20
SPEED = 0.5
# Low-pass of the variance-preserving blend, as a share of the width.
BLUR_SHARE = 0.02
# Copies at this distance count as uncorrelated textures, whose blend loses contrast.
UNLIKE_PX = 2.0


def displacements(flow: np.ndarray, steps: int) -> list[np.ndarray]:
    """Composed displacement after 0 … `steps` steps."""
    total = np.zeros_like(flow)
    result = [total]
    for _ in range(steps):
        total = warp_pixels(total, flow) + flow
        result.append(total)
    return result


def symmetric_loop(photo: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """Frames of the loop of algorithm §4 with the variance-preserving blend; `photo` H×W×3 float32."""
    forward, backward = displacements(flow * SPEED, LOOP_FRAMES), displacements(-flow * SPEED, LOOP_FRAMES)
    sigma = BLUR_SHARE * photo.shape[1]
    frames = []
    for t in range(LOOP_FRAMES):
        first, second = warp_pixels(photo, forward[t]), warp_pixels(photo, backward[LOOP_FRAMES - t])
        a, b = 1 - t / LOOP_FRAMES, t / LOOP_FRAMES
        low_first, low_second = (cv2.GaussianBlur(copy, (0, 0), sigma) for copy in (first, second))
        # Coinciding copies need no compensation: it would sharpen static areas.
        apart = np.linalg.norm(forward[t] - backward[LOOP_FRAMES - t], axis=-1, keepdims=True)
        unlike = np.clip(apart / UNLIKE_PX, 0, 1)
        kept = 1 - unlike + unlike * np.sqrt(a * a + b * b)
        detail = (a * (first - low_first) + b * (second - low_second)) / kept
        frames.append(np.clip(a * low_first + b * low_second + detail, 0, 255))
    return np.stack(frames)


def crossfade_loop(photo: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """The 2019 loop: 2L frames rendered forwards, the first half faded into the second."""
    forward = displacements(flow * SPEED, 2 * LOOP_FRAMES)
    frames = []
    for t in range(LOOP_FRAMES):
        fade = t / LOOP_FRAMES
        early, late = warp_pixels(photo, forward[t]), warp_pixels(photo, forward[LOOP_FRAMES + t])
        frames.append(late * (1 - fade) + early * fade)
    return np.stack(frames)


def evaluate_loop(frames: np.ndarray, photo: np.ndarray, reference: np.ndarray) -> dict[str, float | None]:
    """static_psnr: mean PSNR against the photo where the reference is static (None if that is under 1 %);
    seam_ratio: last → first over the median of adjacent frames; frame0_psnr; contrast_kept: smallest variance
    of the Laplacian over the photo's."""
    is_static = speed_of(reference) < STATIC_PX
    adjacent = np.abs(np.diff(frames, axis=0)).mean((1, 2, 3))
    seam = np.abs(frames[0] - frames[-1]).mean()
    contrast = min(_sharpness(frame) for frame in frames) / max(_sharpness(photo), 1e-6)
    static = [psnr(frame, photo, is_static) for frame in frames] if is_static.mean() > 0.01 else None
    return {
        "static_psnr": float(np.mean(static)) if static else None,
        "seam_ratio": float(seam / max(float(np.median(adjacent)), 1e-6)),
        "frame0_psnr": psnr(frames[0], photo),
        "contrast_kept": float(contrast),
    }


def _sharpness(frame: np.ndarray) -> float:
    grey = frame.astype(np.float32).mean(-1)
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())
