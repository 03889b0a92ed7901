"""Photos with the region of every pixel: land, sky, water, mist, or an excluded region."""

import csv
import zlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..errors import TrainingError
from ..scenes import MASK_SUFFIX

INDEX_FILE = "index.tsv"
COLUMNS = {"name", "source", "licence", "kind", "group"}
# Values of a mask: the four regions, then anything but water, anything but sky; all others are unknown.
VALUES = (0, 1, 2, 3, 254, 253)
LAND, SKY, WATER = 0, 1, 2
NOT_WATER, NOT_SKY = 4, 5
# Longest side in memory, px: crops are still sharp at the network's size.
LONGEST_SIDE = 640
# One group in this many is held out for validation.
HELD_OUT = 10


@dataclass(frozen=True)
class Entry:
    """A row of the index. `kind` is `hand`, `teacher` (labelled by other networks) or `dataset`; pictures of
    one place or one recording share their `group`."""

    name: str
    source: str
    licence: str
    kind: str
    group: str

    @property
    def origin(self) -> str:
        """Its source; pictures made from others (a source "made from …") have the same one."""
        return "made" if self.source.startswith("made from ") else self.source

    @property
    def is_held_out(self) -> bool:
        """True if its group is for validation, which depends only on the group's name."""
        return zlib.crc32(self.group.encode()) % HELD_OUT == 0


@dataclass(frozen=True)
class LabelledPicture:
    """`picture` H×W×3 uint8 RGB, `mask` H×W with VALUES."""

    entry: Entry
    picture: np.ndarray
    mask: np.ndarray

    def share(self, region: int) -> float:
        """Share of the picture that is certainly this region."""
        return float((self.mask == VALUES[region]).mean())


def read_entries(folder: Path) -> list[Entry]:
    """The rows of the folder's index.tsv. Raises TrainingError if it is missing, empty or lacks a column."""
    path = folder / INDEX_FILE
    if not path.exists():
        raise TrainingError(f"{path}: missing; it lists the pictures with {', '.join(sorted(COLUMNS))}")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    missing = COLUMNS - set(rows[0] if rows else ())
    if missing:
        raise TrainingError(f"{path}: no rows, or lacks the columns {', '.join(sorted(missing))}")
    return [Entry(**{column: row[column] for column in COLUMNS}) for row in rows]


def load_pictures(folder: Path, longest: int = LONGEST_SIDE) -> list[LabelledPicture]:
    """All pictures of the index with their masks, `pictures/<name>.jpg` and `<name>.mask.png`, with sides of
    at most `longest`. Raises TrainingError that names the first one that is missing or does not decode."""
    return [_load(folder / "pictures", entry, longest) for entry in read_entries(folder)]


def _load(folder: Path, entry: Entry, longest: int) -> LabelledPicture:
    path = folder / f"{entry.name}.jpg"
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    mask = cv2.imread(str(folder / f"{entry.name}{MASK_SUFFIX}"), cv2.IMREAD_GRAYSCALE)
    if picture is None or mask is None:
        raise TrainingError(
            f"{path}: it or its mask is missing or does not decode; mend it or its row in the index"
        )
    scale = min(1, longest / max(picture.shape[:2]))
    size = tuple(max(1, round(side * scale)) for side in picture.shape[1::-1])
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
    return LabelledPicture(entry, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), mask)
