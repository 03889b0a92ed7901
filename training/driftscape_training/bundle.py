"""The description of a bundle (algorithm §8): checksums, contents and provenance."""

import hashlib
import json
from pathlib import Path
from typing import Any

from .errors import TrainingError

NETWORK_FILES = ("motion.onnx", "appearance.onnx", "motion-encoder.onnx", "appearance-encoder.onnx")
# Optional: older bundles have none.
SCENE_FILE = "scene.onnx"
CODEBOOK_FILE = "codebook.json"
DESCRIPTION_FILE = "bundle.json"
# Maximum size of a bundle, so that it can be kept in the repository.
MOST_BYTES = 40 * 2**20


def checksum(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_description(folder: Path, description: dict[str, Any]) -> None:
    """Adds the checksums of the other files and the bundle's format, and writes `bundle.json`; raises
    TrainingError if a file is missing or the bundle is too large."""
    files = [folder / name for name in (*NETWORK_FILES, CODEBOOK_FILE)]
    missing = [path.name for path in files if not path.exists()]
    if missing:
        raise TrainingError(f"{folder}: the bundle lacks {', '.join(missing)}")
    if (folder / SCENE_FILE).exists():
        files.append(folder / SCENE_FILE)
        description = {"format": 2} | description
    weight = sum(path.stat().st_size for path in files)
    if weight > MOST_BYTES:
        raise TrainingError(
            f"{folder}: the bundle weighs {weight / 2**20:.0f} MiB, {MOST_BYTES >> 20} at most"
        )
    checksums = {path.name: checksum(path) for path in files}
    text = json.dumps(description | {"checksums": checksums}, indent=2, ensure_ascii=False)
    (folder / DESCRIPTION_FILE).write_text(text + "\n", encoding="utf-8")


def read_description(folder: Path) -> dict[str, Any]:
    """`bundle.json` of a bundle whose files are intact; raises TrainingError with one line otherwise."""
    path = folder / DESCRIPTION_FILE
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        checksums = description["checksums"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"{path}: not the description of a bundle ({error.__class__.__name__})"
        ) from error
    for name, expected in checksums.items():
        if not (folder / name).exists() or checksum(folder / name) != expected:
            raise TrainingError(f"{folder / name}: damaged, replaced or missing (its checksum differs)")
    return description
