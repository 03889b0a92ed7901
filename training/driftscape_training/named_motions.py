"""`name-motions`: finds codes of a bundle with motions that users ask for, and names them in its codebook."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import onnxruntime
import typer

from .errors import TrainingError

SIDE = 256
# Minimum cosine between a code's direction and the named one.
LIKENESS = 0.6
# Target speed of a named drift without a pace, as a share of the codebook's median.
USUAL = 1.0

# Directions as seen, x to the right and y down. Clouds that approach the viewer rise from the horizon.
DIRECTIONS = {
    "drift-left": ("Drift left", (-1.0, 0.0)),
    "drift-right": ("Drift right", (1.0, 0.0)),
    "towards-viewer": ("Towards the viewer", (0.0, -1.0)),
    "away": ("Away from the viewer", (0.0, 1.0)),
}


def measure(network: onnxruntime.InferenceSession, codes: np.ndarray, photos: list[np.ndarray]) -> np.ndarray:
    """Mean motion of the moving part of the upper half of photos under each code: N×2, shares of the width
    per step, y down.

    Flow is backward, so visible motion is in the opposite direction. Fast points have more weight, as in the
    engine.
    """
    motions = np.zeros((len(codes), 2))
    for photo in photos:
        image = cv2.resize(photo, (SIDE, SIDE), interpolation=cv2.INTER_AREA)[..., ::-1]
        image = np.ascontiguousarray(image.transpose(2, 0, 1)[None] / np.float32(127.5) - 1, np.float32)
        aspect = photo.shape[0] / photo.shape[1]
        for i, code in enumerate(codes):
            (flow,) = network.run(["flow"], {"image": image, "code": code[None]})
            upper = flow[0, :, : SIDE // 2].reshape(2, -1)
            speed = np.hypot(*upper)
            mean = -(upper * speed).sum(1) / max(speed.sum(), 1e-9) / 2
            motions[i] += mean * (1, aspect) / len(photos)
    return motions


def choose(motions: np.ndarray) -> list[dict]:
    """The best code for each direction, and the calmest and the fastest that move along the horizon."""
    speeds = np.hypot(*motions.T)
    usual = np.median(speeds)
    named = []

    def name(key: str, label: str, index: int) -> None:
        x, y = motions[index]
        named.append(
            {
                "name": key,
                "label": label,
                "index": int(index),
                "directionDegrees": round(float(np.degrees(np.arctan2(-y, x))) % 360, 1),
                "speed": round(float(speeds[index]), 5),
            }
        )

    for key, (label, direction) in DIRECTIONS.items():
        cosine = motions @ direction / np.maximum(speeds, 1e-9)
        score = np.where(cosine > LIKENESS, cosine - 0.3 * np.abs(np.log2(speeds / usual / USUAL)), -np.inf)
        if np.isfinite(score).any():
            name(key, label, int(np.argmax(score)))
    level = np.abs(motions[:, 0]) / np.maximum(speeds, 1e-9) > 0.8
    candidates = np.flatnonzero(level) if level.any() else np.arange(len(speeds))
    order = candidates[np.argsort(speeds[candidates])]
    name("calm", "Calm", order[len(order) // 10])
    name("brisk", "Brisk", order[-1 - len(order) // 10])
    return named


def run(
    bundle: Annotated[Path, typer.Option(help="bundle whose codebook gets the names")],
    photos: Annotated[Path, typer.Option(help="folder with photos that show a sky above land or water")],
) -> None:
    """Measures which way and how fast a sky moves under each code of a bundle, and names the codes people ask
    for."""
    codebook_path, description_path = bundle / "codebook.json", bundle / "bundle.json"
    codebook = json.loads(codebook_path.read_text())
    pictures = [cv2.imread(str(path)) for path in sorted(photos.iterdir())]
    pictures = [picture for picture in pictures if picture is not None]
    if not pictures:
        raise TrainingError(f"{photos}: no photo that can be read; give some that show a sky")
    network = onnxruntime.InferenceSession(str(bundle / "motion.onnx"), providers=["CPUExecutionProvider"])
    codebook["named"] = choose(measure(network, np.array(codebook["motion"], np.float32), pictures))
    codebook_path.write_text(json.dumps(codebook))
    description = json.loads(description_path.read_text())
    description["checksums"]["codebook.json"] = hashlib.sha256(codebook_path.read_bytes()).hexdigest()
    description_path.write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n")
    for entry in codebook["named"]:
        typer.echo(
            f"{entry['name']}: code {entry['index'] + 1}, {entry['directionDegrees']}°, {entry['speed']}"
        )
