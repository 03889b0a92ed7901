"""Contact sheets: photo, true flow, predicted flow and moved frame next to each other, one row per clip."""

from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from .flow import warp_pixels

TILE = 160
TITLE_HEIGHT = 16
FULL_COLOUR_PX = 2.0
# Frames are moved by this many steps, far enough to be visible.
SHOWN_STEPS = 6


def colour_flow(flow: np.ndarray) -> np.ndarray:
    """Flow H×W×2 in px → RGB: hue is direction, brightness is speed (full at 2 px per step)."""
    hue = (np.arctan2(flow[..., 1], flow[..., 0]) + np.pi) * (90 / np.pi)
    value = np.clip(np.linalg.norm(flow, axis=-1) / FULL_COLOUR_PX, 0, 1) ** 0.6 * 255
    saturation = np.full_like(value, 230)
    return cv2.cvtColor(np.stack((hue, saturation, value), -1).astype(np.uint8), cv2.COLOR_HSV2RGB)


def draw_row(title: str, frame: np.ndarray, reference: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """One row of a sheet; frame uint8 RGB, flows in px per step."""
    from .evaluate.metrics import compose

    moved = warp_pixels(frame, compose(predicted, SHOWN_STEPS))
    tiles = [frame, colour_flow(reference), colour_flow(predicted), moved]
    row = np.hstack([cv2.resize(tile, (TILE, TILE), interpolation=cv2.INTER_AREA) for tile in tiles])
    label = np.full((TITLE_HEIGHT, row.shape[1], 3), 24, np.uint8)
    cv2.putText(label, title[:90], (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (235, 235, 235), 1, cv2.LINE_AA)
    return np.vstack((label, row))


def write_sheet(rows: list[np.ndarray], path: Path, columns: int = 2) -> None:
    """Writes rows side by side in columns, as JPEG or PNG by the path's suffix."""
    rows = rows + [np.zeros_like(rows[0])] * (-len(rows) % columns)
    per_column = len(rows) // columns
    sheet = np.hstack([np.vstack(rows[c * per_column : (c + 1) * per_column]) for c in range(columns)])
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 88])


def run(
    bundle: Annotated[Path, typer.Option(help="Bundle whose motion networks are shown.")],
    clips: Annotated[Path, typer.Option(help="Folder with index.tsv, or with plain video files.")],
    out: Annotated[Path, typer.Option(help="Picture to write.")] = Path("contact-sheet.jpg"),
    split: Annotated[str, typer.Option(help="train, valid or all.")] = "valid",
    cache: Annotated[Path, typer.Option(help="Folder for frames and flows.")] = Path("cache"),
    most: Annotated[int, typer.Option(help="Most clips to show.")] = 40,
) -> None:
    """Photo, true flow, predicted flow, moved frame for each clip."""
    from .evaluate.motion import evaluate_clip
    from .evaluate.networks import BundleNetworks
    from .prepare import prepare

    networks = BundleNetworks(bundle)
    notes = prepare(clips, cache, split)[:most]
    rows = []
    for note in notes:
        clip = evaluate_clip(networks, note, cache, np.zeros((0, 8)), None, frames_per_clip=1)
        rows.append(draw_row(f"{note.id} ({note.group})", clip.frame, clip.reference, clip.predicted))
    write_sheet(rows, out)
    typer.echo(f"{out}: {len(rows)} clips")
