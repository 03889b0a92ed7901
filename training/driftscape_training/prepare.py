"""`prepare`: clips → cached frames, frame step and averaged flow."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from tqdm import tqdm

from .clips import decode, drop_repeats, find_cuts, longest_shot
from .errors import TrainingError
from .flow import average_flow, choose_step
from .index import ClipEntry, read_index

NETWORK_SIZE = 256
FEWEST_FRAMES = 12
MOST_FRAMES = 65
MOVING_PX = 0.15
SMALLEST_MOVING_SHARE = 0.01
SHAKIEST_PX = 0.5


@dataclass(frozen=True)
class PreparedClip:
    """Facts about a clip, stored next to its arrays."""

    id: str
    split: str
    group: str
    family: str
    licence: str
    step: int
    frames: int
    source_bytes: int
    speed_px: float
    shake_px: float


def prepare_clip(entry: ClipEntry, is_checked: bool = True) -> tuple[PreparedClip, dict[str, np.ndarray]]:
    """Decodes a clip, chooses its frame step and averages its flow. The arrays are `frames` T×256×256×3 uint8
    (adjacent ones are one step apart), `mean` 2×256×256, `noise`, `still_error`, `moved_error` 256×256
    float16. Raises TrainingError with the reason if the clip is unusable; unless `is_checked`, shaky and
    static clips are accepted (validation clips are listed by hand)."""
    frames = decode(entry.path, NETWORK_SIZE)
    cuts = find_cuts(frames)
    shot = drop_repeats(longest_shot(frames))
    if len(shot) < FEWEST_FRAMES:
        reason = (
            f"has cuts every few frames ({len(cuts)} cuts)"
            if cuts
            else f"is too short ({len(frames)} frames)"
        )
        raise TrainingError(f"{entry.id}: {reason}, at least {FEWEST_FRAMES} frames in one shot are needed")
    step = choose_step(shot)
    kept = shot[::step]
    if len(kept) > MOST_FRAMES:
        start = (len(kept) - MOST_FRAMES) // 2
        kept = kept[start : start + MOST_FRAMES]
    flow = average_flow(kept)
    if is_checked and flow.shake > SHAKIEST_PX:
        raise TrainingError(
            f"{entry.id}: the camera shakes ({flow.shake:.1f} px per step), a fixed one is needed"
        )
    speeds = np.linalg.norm(flow.mean, axis=-1)
    if is_checked and (speeds > MOVING_PX).mean() < SMALLEST_MOVING_SHARE:
        raise TrainingError(f"{entry.id}: nothing moves (fastest {speeds.max():.2f} px per step)")
    note = PreparedClip(
        entry.id,
        entry.split,
        entry.group,
        entry.source_family,
        entry.licence,
        step,
        len(kept),
        entry.path.stat().st_size,
        round(float(np.percentile(speeds, 95)), 3),
        round(flow.shake, 3),
    )
    arrays = {
        "frames": kept,
        "mean": flow.mean.transpose(2, 0, 1).astype(np.float16),
        "noise": flow.noise.astype(np.float16),
        "still_error": flow.still_error.astype(np.float16),
        "moved_error": flow.moved_error.astype(np.float16),
    }
    return note, arrays


def prepare(clips: Path, cache: Path, split: str = "all") -> list[PreparedClip]:
    """Prepares the motion clips of a folder (of one split, or all) into `cache`; clips that are there already
    are kept. Unusable clips are reported, one line each, and left out. Raises TrainingError if none is
    usable."""
    entries = [entry for entry in read_index(clips) if split in (entry.split, "all")]
    is_listed = (clips / "index.tsv").exists()
    cache.mkdir(parents=True, exist_ok=True)
    notes, left_out = [], []
    for entry in tqdm(entries, unit="clip", dynamic_ncols=True):
        arrays_path, note_path = cache / f"{entry.id}.npz", cache / f"{entry.id}.json"
        try:
            if not _is_prepared(note_path, entry):
                note, arrays = prepare_clip(entry, is_checked=not (is_listed and entry.split == "valid"))
                np.savez(arrays_path, **arrays)
                note_path.write_text(json.dumps(asdict(note)))
            notes.append(PreparedClip(**json.loads(note_path.read_text())))
        except TrainingError as reason:
            left_out.append(str(reason))
            tqdm.write(f"left out: {reason}", file=sys.stderr)
    if not notes:
        raise TrainingError(f"{clips}: none of its {len(entries)} clips (split: {split}) is fit")
    summary = {"clips": len(notes), "left_out": left_out}
    (cache / "summary.json").write_text(json.dumps(summary, indent=1))
    return notes


def _is_prepared(note_path: Path, entry: ClipEntry) -> bool:
    if not (note_path.exists() and entry.path.exists()):
        return False
    note = json.loads(note_path.read_text())
    return (note["source_bytes"], note["split"]) == (entry.path.stat().st_size, entry.split)


def read_cache(cache: Path, split: str | None = None) -> list[PreparedClip]:
    """The prepared clips in `cache`, of one split or all; raises TrainingError if there are none."""
    files = sorted(path for path in cache.glob("*.json") if path.name != "summary.json")
    notes = [PreparedClip(**json.loads(path.read_text())) for path in files]
    notes = [note for note in notes if split in (None, note.split)]
    if not notes:
        raise TrainingError(f"{cache}: no prepared {split or ''} clips; run `prepare` first")
    return notes


def run(
    clips: Annotated[Path, typer.Option(help="Folder with index.tsv, or with plain video files.")],
    cache: Annotated[Path, typer.Option(help="Folder for frames and flows.")] = Path("cache"),
) -> None:
    """Clips → frames at network size and their averaged flow, cached."""
    notes = prepare(clips, cache)
    valid = sum(note.split == "valid" for note in notes)
    typer.echo(f"{len(notes) - valid} training and {valid} validation clips in {cache}")
