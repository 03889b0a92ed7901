"""Sequences over hours, from which appearance is learned (algorithm §7)."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .clips import decode
from .errors import TrainingError
from .index import read_index

FRAME_SIZE = 128
_SHORTEST = 3


@dataclass(frozen=True)
class Sequence:
    """Frames of one fixed camera: N×S×S×3 RGB bytes in order of time (aspect not kept)."""

    name: str
    frames: np.ndarray

    @property
    def camera(self) -> str:
        """Names of recordings of one camera differ in the date or number at their end."""
        return re.sub(r"[-_.\d]+$", "", self.name)


def read_sequences(
    clips: Path, split: str, kind: str = "appearance", size: int = FRAME_SIZE, limit: int | None = None
) -> tuple[list[Sequence], list[str]]:
    """Every usable clip of a kind and split, with all its frames or `limit` evenly spread ones, and one line
    of explanation for each clip that was left out. Raises TrainingError if the folder has no such clip."""
    sequences, left_out = [], []
    for entry in read_index(clips, kind):
        if entry.split != split:
            continue
        try:
            frames = decode(entry.path, size)
        except TrainingError as error:
            left_out.append(str(error))
            continue
        if kind == "appearance" and len(frames) < _SHORTEST:
            left_out.append(f"{entry.path.name}: has {len(frames)} frames, at least {_SHORTEST} are needed")
            continue
        if limit is not None and len(frames) > limit:
            frames = frames[np.linspace(0, len(frames) - 1, limit).round().astype(int)]
        sequences.append(Sequence(entry.id, frames))
    return sequences, left_out
