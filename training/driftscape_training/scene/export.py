"""The scene network of a bundle, from a run or from another bundle."""

import shutil
from pathlib import Path
from typing import Any

import torch

from ..bundle import SCENE_FILE, read_description
from ..errors import TrainingError
from ..networks.scene import SCENE_SIZE, SceneNetwork
from ..onnx_export import export_onnx
from ..trainer import load_checkpoint, load_weights

BACKBONE = "EfficientNet-Lite0 without its last block, ImageNet weights (Apache-2.0), later blocks fine-tuned"


def load_scene(path: Path) -> tuple[SceneNetwork, dict[str, Any]]:
    """The averaged weights of a run (its `best.pt`) or of a checkpoint, and the description of the run."""
    path = path / "best.pt" if path.is_dir() else path
    checkpoint = load_checkpoint(path)
    description, progress = checkpoint["description"], checkpoint["progress"]
    if description.get("kind") != "scene":
        raise TrainingError(f"{path}: a {description.get('kind')} checkpoint, a scene one was expected")
    network = SceneNetwork()
    load_weights(network, checkpoint["average"], path)
    known = description | {
        "steps": progress["step"],
        "minutes": round(progress["elapsed_seconds"] / 60, 1),
        "backbone": BACKBONE,
    }
    return network.eval(), known


def export_scene(checkpoint: Path, folder: Path) -> dict[str, Any]:
    """Writes scene.onnx (`image` 1×3×384×384 in [-1, 1] → `shares` 1×4×384×384); returns the provenance."""
    network, known = load_scene(checkpoint)
    image = torch.zeros(1, 3, SCENE_SIZE, SCENE_SIZE)
    export_onnx(network, {"image": image}, ["shares"], folder / SCENE_FILE)
    return known


def keep_scene(bundle: Path, folder: Path) -> dict[str, Any]:
    """Copies the scene network of another bundle. Raises TrainingError if that bundle is damaged or has
    none."""
    description = read_description(bundle)
    if SCENE_FILE not in description["checksums"]:
        raise TrainingError(f"{bundle}: has no scene network; name a run of `scene` or another bundle")
    shutil.copyfile(bundle / SCENE_FILE, folder / SCENE_FILE)
    return description["provenance"]["scene"]
