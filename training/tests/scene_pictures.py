"""A generated folder of labelled pictures: a blue sky above brown land and green water."""

from pathlib import Path

import cv2
import numpy as np
from conftest import draw_texture

COLUMNS = "name\tsource\tlicence\tkind\tgroup\tnote"


def draw_scene(seed: int, height: int = 96, width: int = 144) -> tuple[np.ndarray, np.ndarray]:
    """BGR picture and mask: sky above 0.4, land to 0.7, water below; colours tell them apart."""
    mask = np.full((height, width), 2, np.uint8)
    mask[: int(0.7 * height)] = 0
    mask[: int(0.4 * height)] = 1
    colours = np.array([[30, 70, 120], [230, 160, 90], [90, 130, 20]], np.float32)
    picture = colours[mask] + 0.15 * draw_texture(seed, height, width).astype(np.float32)
    return picture.clip(0, 255).astype(np.uint8), mask


def write_pictures(folder: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    """Writes one scene per row (name, source, kind, group) with the index; returns the folder."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    lines = [COLUMNS]
    for seed, (name, source, kind, group) in enumerate(rows):
        picture, mask = draw_scene(seed)
        cv2.imwrite(str(folder / f"pictures/{name}.jpg"), picture)
        cv2.imwrite(str(folder / f"pictures/{name}.mask.png"), mask)
        lines.append(f"{name}\t{source}\tCC0\t{kind}\t{group}\t")
    (folder / "index.tsv").write_text("\n".join(lines) + "\n")
    return folder
