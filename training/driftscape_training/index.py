"""The list of clips: read from `index.tsv`, or built from a folder of plain video files."""

import csv
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError

VIDEO_SUFFIXES = {".mp4", ".mov", ".webm", ".mkv", ".avi", ".m4v"}

GROUP_WORDS = (
    ("fog", ("cloud sea",)),
    ("river", ("waterfall", "river", "stream", "brook", "cascade", "fountain", "rain ")),
    ("sea", ("sea", "ocean", "wave", "surf", "beach", "lake", "water", "pond", "harbour", "canal")),
    ("fog", ("fog", "mist", "steam", "plume", "volcano")),
)


@dataclass(frozen=True)
class ClipEntry:
    """One row of the index. `split` is `train` or `valid`, `kind` is `motion` or `appearance`."""

    id: str
    kind: str
    split: str
    path: Path
    licence: str
    what: str

    @property
    def group(self) -> str:
        """sky, sea, river (including waterfalls) or fog, from the words of its name and description; flowing
        water takes precedence over still water, water over fog."""
        text = f"{self.id} {self.what} ".lower()
        for group, words in GROUP_WORDS:
            if any(word in text for word in words):
                return group
        return "sky"

    @property
    def source_family(self) -> str:
        """The same for all clips cut from one recording, so that none outweighs the others in training."""
        return self.id.rstrip("x") if self.id.startswith(("mdgan", "sunset-2024")) else self.id


def read_index(folder: Path, kind: str = "motion") -> list[ClipEntry]:
    """Entries of `kind` in `folder`: from its `index.tsv`, or else one per video file, every fifth being
    `valid`. Raises TrainingError if there are none."""
    index = folder / "index.tsv"
    if index.exists():
        entries = _read_table(index, kind)
    else:
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in VIDEO_SUFFIXES)
        entries = [
            ClipEntry(
                file.relative_to(folder).with_suffix("").as_posix().replace("/", "-"),
                kind,
                "valid" if number % 5 == 4 else "train",
                file,
                "own footage",
                file.stem,
            )
            for number, file in enumerate(files)
        ]
    if not entries:
        raise TrainingError(
            f"{folder}: no {kind} clips found (expected index.tsv or video files such as .mp4)"
        )
    return entries


def _read_table(index: Path, kind: str) -> list[ClipEntry]:
    with index.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    missing = {"id", "kind", "split", "path"} - set(rows[0] if rows else ())
    if missing:
        raise TrainingError(f"{index}: lacks the columns {', '.join(sorted(missing))}")
    return [
        ClipEntry(
            row["id"],
            row["kind"],
            row["split"],
            index.parent / row["path"],
            row.get("licence") or "unknown",
            row.get("what") or "",
        )
        for row in rows
        if row["kind"] == kind
    ]
