"""The scene network's part of a report: figures, a table, and a picture of the regions found."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ..bundle import SCENE_FILE
from ..errors import TrainingError
from .networks import BundleNetworks
from .regions import EvaluatedPhoto, evaluate_photos, summarise, time_scene_pass

SHEET_FILE = "regions.jpg"
# Colours of land, sky, water, mist, and unknown.
COLOURS = np.array(
    [[200, 120, 40], [40, 110, 255], [20, 210, 110], [255, 60, 200], [128, 128, 128]], np.float32
)
ROW_HEIGHT = 240


def evaluate_regions(
    bundle: Path, photos: Path, masks: Path, teachers: Path | None, out: Path, threads: int = 2
) -> dict[str, Any]:
    """Evaluates the scene network of a bundle and draws `regions.jpg` in `out`. Raises TrainingError if it
    has none."""
    networks = BundleNetworks(bundle, threads)
    if SCENE_FILE not in networks.description["checksums"]:
        raise TrainingError(f"{bundle}: has no scene network to evaluate; export it with --scene")
    evaluated = evaluate_photos(networks, photos, masks, teachers)
    out.mkdir(parents=True, exist_ok=True)
    rows = [_draw_row(one) for one in evaluated]
    widest = max(row.shape[1] for row in rows)
    sheet = np.concatenate([np.pad(row, ((0, 4), (0, widest - row.shape[1]), (0, 0))) for row in rows])
    cv2.imwrite(str(out / SHEET_FILE), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
    return {**summarise(evaluated), "milliseconds_per_pass": time_scene_pass(networks, evaluated[0].photo)}


def _draw_row(one: EvaluatedPhoto) -> np.ndarray:
    """Photo, regions found, regions drawn."""
    drawn = np.where(one.mask < 4, one.mask, 4)
    panels = [one.photo, _tint(one.photo, one.shares @ COLOURS[:4]), _tint(one.photo, COLOURS[drawn])]
    width = max(1, round(one.photo.shape[1] * ROW_HEIGHT / one.photo.shape[0]))
    row = np.concatenate(
        [cv2.resize(panel, (width, ROW_HEIGHT), interpolation=cv2.INTER_AREA) for panel in panels], 1
    )
    figures = ", ".join(f"{region} {value:.3f}" for region, value in one.overlaps.items())
    cv2.putText(
        row, f"{one.name} {figures}", (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1, cv2.LINE_AA
    )
    return row


def _tint(photo: np.ndarray, colours: np.ndarray) -> np.ndarray:
    return (0.5 * photo + 0.5 * colours).clip(0, 255).astype(np.uint8)


def format_regions(report: dict[str, Any]) -> str:
    """The figures as plain tables."""
    lines = [f"{'region':12s}{'mean':>8s}{'worst':>8s}{'photos':>8s}"]
    for who in ("network", "teachers"):
        for region, row in report.get(who, {}).items():
            name = region if who == "network" else f"{region}, teach."
            lines.append(f"{name:14s}{row['mean']:6.3f}{row['worst']:8.3f}{row['photos']:8d}")
    lines += [
        "",
        f"{'photo':28s}" + "".join(f"{name:>10s}" for name in ("sky", "teacher", "water", "teacher", "mist")),
    ]
    for photo, row in report["per_photo"].items():
        values = [
            row[who].get(region)
            for region, who in (
                ("sky", "network"),
                ("sky", "teachers"),
                ("water", "network"),
                ("water", "teachers"),
                ("mist", "network"),
            )
        ]
        cells = ("–" if value is None else f"{value:.3f}" for value in values)
        lines.append(f"{photo[-28:]:28s}" + "".join(f"{cell:>10s}" for cell in cells))
    lines.append(f"scene network: {report['milliseconds_per_pass']} ms per pass")
    return "\n".join(lines)
