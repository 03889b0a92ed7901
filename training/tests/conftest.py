"""Generated clips: a drifting sky over still land, and everything that can be wrong with a clip."""

from pathlib import Path

import cv2
import numpy as np
import pytest


def draw_texture(seed: int, height: int, width: int) -> np.ndarray:
    """A smooth random colour texture, uint8 BGR."""
    rng = np.random.default_rng(seed)
    texture = np.zeros((height, width, 3), np.float32)
    for cells in (4, 9, 18, 36):
        noise = rng.normal(0, 1, (cells, 2 * cells, 3)).astype(np.float32)
        texture += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC) / cells**0.3
    low, high = texture.min(), texture.max()
    return ((texture - low) / (high - low) * 235 + 10).astype(np.uint8)


def drifting_frames(
    count: int, shift: float, size: tuple[int, int] = (144, 256), seed: int = 0
) -> list[np.ndarray]:
    """A sky that drifts `shift` px per frame to the right above land (lower 40 %) that stands still."""
    height, width = size
    sky, land = draw_texture(seed, height, 3 * width), draw_texture(seed + 1, height, width)
    frames = []
    for t in range(count):
        move = np.float32([[1, 0, -width + shift * t], [0, 1, 0]])
        frame = cv2.warpAffine(sky, move, (width, height), flags=cv2.INTER_LINEAR)
        frame[int(0.6 * height) :] = land[int(0.6 * height) :] // 2
        frames.append(frame)
    return frames


def write_clip(path: Path, frames: list[np.ndarray]) -> Path:
    """Writes BGR frames as a video file."""
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 25, (width, height))
    assert writer.isOpened()
    for frame in frames:
        writer.write(frame)
    writer.release()
    return path


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder with an index: two motion clips (one valid) and two appearance clips."""
    folder = tmp_path / "clips"
    (folder / "motion").mkdir(parents=True)
    (folder / "appearance").mkdir()
    lines = ["id\tkind\tsplit\tpath\tlicence\twhat"]
    for number, split in enumerate(("train", "valid")):
        write_clip(folder / f"motion/{split}.mp4", drifting_frames(24, 1.5, seed=number))
        lines.append(f"sky-{split}\tmotion\t{split}\tmotion/{split}.mp4\tCC0\tclouds over land")
        scene = draw_texture(9 + number, 144, 256).astype(np.float32)
        day = [(scene * (0.3 + 0.7 * np.sin(np.pi * t / 11) ** 2)).astype(np.uint8) for t in range(12)]
        write_clip(folder / f"appearance/{split}.mp4", day)
        lines.append(f"day-{split}\tappearance\t{split}\tappearance/{split}.mp4\tCC0\ta day")
    (folder / "index.tsv").write_text("\n".join(lines) + "\n")
    return folder
