"""Collects all figures of a bundle: per clip, in the mean, by group; JSON, tables and a contact sheet."""

import json
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from ..bundle import CODEBOOK_FILE
from ..contact_sheet import draw_row, write_sheet
from ..errors import TrainingError
from ..prepare import PreparedClip, prepare, read_cache
from ..scenes import load_masks
from .appearance import evaluate_appearance
from .loops import crossfade_loop, evaluate_loop, symmetric_loop
from .metrics import mean_of
from .motion import EvaluatedClip, average_rows, evaluate_clip
from .networks import BundleNetworks
from .scenes import EvaluatedScene, evaluate_scenes

GROUPS = ("sky", "sea", "river", "fog")


def evaluate(
    bundle: Path,
    clips: Path,
    split: str,
    cache: Path,
    out: Path,
    codes: int = 100,
    threads: int = 2,
    drawn: Path | None = None,
) -> dict[str, Any]:
    """Evaluates the exported networks and writes `contact-sheet.jpg` and `scenes.jpg` to `out`. Raises
    TrainingError if the bundle is damaged or no clip of the split is usable. `drawn` is a folder of masks
    (see `scenes` of training)."""
    masks = load_masks(drawn) if drawn else {}
    cv2.setNumThreads(threads)
    networks = BundleNetworks(bundle, threads)
    notes = prepare(clips, cache, split)
    codebook = np.array(json.loads((bundle / CODEBOOK_FILE).read_text())["motion"])
    if codes < len(codebook):
        codebook = codebook[np.linspace(0, len(codebook) - 1, codes).astype(int)] if codes else codebook[:0]
    baseline = mean_training_flow(cache)
    evaluated = [
        evaluate_clip(networks, note, cache, codebook, baseline, drawn=masks.get(note.id))
        for note in tqdm(notes, unit="clip", dynamic_ncols=True)
    ]
    scenes = evaluate_scenes(networks)
    report = {
        "bundle": {"name": networks.description["name"], "version": networks.description["version"]},
        "split": split,
        "mean": average_rows(evaluated),
        "groups": {
            group: {"clips": len(chosen), **average_rows(chosen)}
            for group in GROUPS
            if (chosen := [clip for clip in evaluated if clip.note.group == group])
        },
        "loops": evaluate_loops(evaluated),
        "scenes": {
            "thin_still_share": mean_of([scene.thin_still_share for scene in scenes]),
            "cloud_speed_ratio": mean_of([scene.cloud_speed_ratio for scene in scenes]),
        },
        "appearance": evaluate_appearance(networks, clips, split),
        "milliseconds_per_pass": time_pass(networks, evaluated[0]),
        "clips": {
            clip.note.id: {"group": clip.note.group, "step": clip.note.step, **clip.rows}
            for clip in evaluated
        },
    }
    out.mkdir(parents=True, exist_ok=True)
    write_sheet([_sheet_row(clip) for clip in evaluated], out / "contact-sheet.jpg")
    write_sheet([_scene_row(scene) for scene in scenes[:4] + scenes[-4:]], out / "scenes.jpg")
    return report


def mean_training_flow(cache: Path) -> np.ndarray | None:
    """The mean of the training clips' flows; None if only validation clips are cached."""
    try:
        notes: list[PreparedClip] = read_cache(cache, "train")
    except TrainingError:
        return None
    total = 0.0
    for note in notes:
        with np.load(cache / f"{note.id}.npz") as arrays:
            total = total + arrays["mean"].astype(np.float32)
    return np.ascontiguousarray((total / len(notes)).transpose(1, 2, 0))


def evaluate_loops(evaluated: list[EvaluatedClip]) -> dict[str, dict[str, float | None]]:
    """Mean figures of both loop forms over the clips."""
    rows: dict[str, list[dict[str, float | None]]] = {"symmetric": [], "crossfade": []}
    for clip in evaluated:
        photo = clip.frame.astype(np.float32)
        rows["symmetric"].append(evaluate_loop(symmetric_loop(photo, clip.predicted), photo, clip.reference))
        rows["crossfade"].append(evaluate_loop(crossfade_loop(photo, clip.predicted), photo, clip.reference))
    return {form: {name: mean_of([row[name] for row in of]) for name in of[0]} for form, of in rows.items()}


def time_pass(networks: BundleNetworks, clip: EvaluatedClip, passes: int = 15) -> float:
    """Median milliseconds of one pass of the motion network."""
    spent = []
    for _ in range(passes):
        started = time.perf_counter()
        networks.predict_flow(clip.frame, np.zeros(8))
        spent.append((time.perf_counter() - started) * 1000)
    return round(float(np.median(spent)), 1)


def _sheet_row(clip: EvaluatedClip) -> np.ndarray:
    row = clip.rows["own code"]
    figures = ", ".join(
        f"{label} {row[name]:.2f}"
        for label, name in (
            ("dir", "direction"),
            ("iou", "iou"),
            ("leak", "leakage"),
            ("gain", "gain_moving_k1"),
        )
        if row.get(name) is not None
    )
    return draw_row(
        f"{clip.note.id[-40:]} ({clip.note.group}) {figures}", clip.frame, clip.reference, clip.predicted
    )


def _scene_row(evaluated: EvaluatedScene) -> np.ndarray:
    title = (
        f"thin things still {evaluated.thin_still_share:.2f}, clouds' speed {evaluated.cloud_speed_ratio:.2f}"
    )
    return draw_row(title, evaluated.scene.picture, evaluated.scene.flow, evaluated.predicted)


COLUMNS = {
    "direction": "direction",
    "speed_ratio": "speed",
    "iou": "IoU",
    "leakage": "leakage",
    "static_speed": "static px",
    "land_speed": "land px",
    "end_point_error": "EPE px",
    "gain_moving_k1": "gain k1",
    "gain_moving_k2": "k2",
    "gain_moving_k4": "k4",
    "gain_whole_k1": "whole k1",
}


def format_report(report: dict[str, Any]) -> str:
    """The report as plain tables."""
    lines = [_heading(f"mean over {len(report['clips'])} clips ({report['split']})")]
    lines += [_line(method, row) for method, row in report["mean"].items()]
    for group, rows in report["groups"].items():
        lines += ["", _heading(f"{group}, {rows['clips']} clips")]
        lines += [_line(method, row) for method, row in rows.items() if method != "clips"]
    lines += ["", _heading("clip, own code")]
    lines += [_line(name, rows["own code"]) for name, rows in report["clips"].items()]
    for name in ("loops", "scenes", "appearance"):
        lines += ["", f"{name}: {json.dumps(report[name], indent=1, default=str)}"]
    lines.append(f"motion network: {report['milliseconds_per_pass']} ms per pass")
    return "\n".join(lines)


def _heading(title: str) -> str:
    return f"{title[:44]:44s}" + "".join(f"{label:>10s}" for label in COLUMNS.values())


def _line(title: str, row: dict[str, float | None]) -> str:
    cells = ("–" if row.get(name) is None else f"{row[name]:.3f}" for name in COLUMNS)
    return f"{title[-44:]:44s}" + "".join(f"{cell:>10s}" for cell in cells)
