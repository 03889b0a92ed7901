"""Evaluates the motion networks of a bundle on clips, with the metrics of algorithm §10."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..prepare import PreparedClip
from ..scenes import Drawn
from .bounds import fit_plane, see_through_grid
from .metrics import SMALLEST_STATIC_SHARE, compare_flows, mean_of, moving_area, next_frame_gain, speed_of
from .networks import BundleNetworks

STEPS = (1, 2, 4)
# Number of codes that are tried on every clip without choosing.
BLIND_CODES = 24
Row = dict[str, float | None]


@dataclass(frozen=True)
class EvaluatedClip:
    """Figures of one clip, a row per method, and the pictures for the contact sheet."""

    note: PreparedClip
    rows: dict[str, Row]
    frame: np.ndarray
    reference: np.ndarray
    predicted: np.ndarray


def evaluate_clip(
    networks: BundleNetworks,
    note: PreparedClip,
    cache: Path,
    codebook: np.ndarray,
    mean_training_flow: np.ndarray | None,
    frames_per_clip: int = 5,
    drawn: Drawn | None = None,
) -> EvaluatedClip:
    """Rows `own code`, `best of codebook`, `any of codebook`, `mean training flow`; upper references `mean
    DIS flow` and the same reduced to the eight numbers of a moving plane and to a grid of 8 × 8, with the
    true moving area; `drawn by hand`, the mask of someone who saw only the photo."""
    with np.load(cache / f"{note.id}.npz") as arrays:
        frames = arrays["frames"]
        reference = np.ascontiguousarray(arrays["mean"].astype(np.float32).transpose(1, 2, 0))
    most_steps = min(max(STEPS), len(frames) - 1)
    times = np.unique(np.linspace(0, len(frames) - 1 - most_steps, frames_per_clip).astype(int))
    code = networks.encode_flow(reference)
    predictions = {int(t): networks.predict_flow(frames[t], code) for t in times}
    plane, grid = fit_plane(reference), see_through_grid(reference, 8)
    rows = {
        "own code": _evaluate(lambda t: predictions[t], frames, times, reference),
        "mean DIS flow": _evaluate(lambda t: reference, frames, times, reference),
        "its nearest plane": _evaluate(lambda t: plane, frames, times, reference),
        "its 8 × 8 grid": _evaluate(lambda t: grid, frames, times, reference),
    }
    if len(codebook):
        rows["best of codebook"] = _evaluate_codebook(networks, codebook, frames, times, reference)
        rows["any of codebook"] = _evaluate_any(
            networks, codebook, frames[times[len(times) // 2]], reference, drawn
        )
    if mean_training_flow is not None:
        rows["mean training flow"] = _evaluate(lambda t: mean_training_flow, frames, times, reference)
    if drawn is not None:
        flow = np.stack((drawn.movable, np.zeros_like(drawn.movable)), -1)
        rows["drawn by hand"] = {"iou": compare_flows(flow, reference)["iou"]}
    middle = int(times[len(times) // 2])
    return EvaluatedClip(note, rows, frames[middle], reference, predictions[middle])


def _evaluate(
    flow_at: Callable[[int], np.ndarray], frames: np.ndarray, times: np.ndarray, reference: np.ndarray
) -> Row:
    """Mean figures over the evaluated frames."""
    is_moving = moving_area(reference)
    rows = []
    for t in times:
        flow = flow_at(int(t))
        row = compare_flows(flow, reference)
        for steps in STEPS:
            if t + steps < len(frames):
                whole, moving = next_frame_gain(frames[t], frames[t + steps], flow, steps, is_moving)
                row |= {f"gain_whole_k{steps}": whole, f"gain_moving_k{steps}": moving}
        rows.append(row)
    return mean_row(rows)


def _evaluate_codebook(
    networks: BundleNetworks,
    codebook: np.ndarray,
    frames: np.ndarray,
    times: np.ndarray,
    reference: np.ndarray,
) -> Row:
    """Figures of the code of the codebook with the highest gain in the moving area (k = 1) on the middle
    frame."""
    is_moving = moving_area(reference)
    t = times[len(times) // 2]

    def gain(code: np.ndarray) -> float:
        flow = networks.predict_flow(frames[t], code)
        return next_frame_gain(frames[t], frames[t + 1], flow, 1, is_moving)[1]

    best = max(codebook, key=gain)
    return _evaluate(lambda t: networks.predict_flow(frames[t], best), frames, times, reference)


def _evaluate_any(
    networks: BundleNetworks,
    codebook: np.ndarray,
    frame: np.ndarray,
    reference: np.ndarray,
    drawn: Drawn | None,
) -> Row:
    """Mean figures of codes from the whole codebook: land must be static under every code. `land_speed`, px
    per step, is that of hand-drawn land, if it covers at least 10 %."""
    chosen = codebook[np.linspace(0, len(codebook) - 1, min(BLIND_CODES, len(codebook))).astype(int)]
    is_land = None if drawn is None else (drawn.movable == 0) & (drawn.certainty == 1)
    rows = []
    for code in chosen:
        flow = networks.predict_flow(frame, code)
        figures = compare_flows(flow, reference)
        row: Row = {name: figures[name] for name in ("iou", "static_speed")}
        if is_land is not None and is_land.mean() >= SMALLEST_STATIC_SHARE:
            row["land_speed"] = float(speed_of(flow)[is_land].mean())
        rows.append(row)
    return mean_row(rows)


def average_rows(clips: list[EvaluatedClip]) -> dict[str, Row]:
    """Mean over clips, per method."""
    methods = list(dict.fromkeys(method for clip in clips for method in clip.rows))
    averages: dict[str, Row] = {"repeat the photo": dict.fromkeys(clips[0].rows["own code"], 0.0)}
    averages["repeat the photo"] |= {
        "direction": None,
        "end_point_error": mean_of([float(np.linalg.norm(clip.reference, axis=-1).mean()) for clip in clips]),
    }
    for method in methods:
        rows = [clip.rows[method] for clip in clips if method in clip.rows]
        averages[method] = mean_row(rows)
    return averages


def mean_row(rows: list[Row]) -> Row:
    """Mean of every figure over the rows that have it."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: mean_of([row.get(name) for row in rows]) for name in names}
