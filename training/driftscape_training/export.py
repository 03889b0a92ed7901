"""`export`: checkpoints → a bundle (algorithm §8)."""

import json
import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer

from .appearance_export import export_appearance, keep_appearance
from .bundle import CODEBOOK_FILE, write_description
from .codebook import build_motion_codes
from .errors import TrainingError
from .motion import MotionNetworks
from .networks.motion import FLOW_BOUND
from .onnx_export import OPSET, export_onnx
from .prepare import NETWORK_SIZE, read_cache
from .trainer import load_checkpoint, load_weights

# Our work on the weights is free; what their training clips allow is not ours to say.
LICENCE = "Apache-2.0; the clips it learned from have terms of their own, see provenance"


def load_motion(path: Path) -> tuple[MotionNetworks, dict[str, Any]]:
    """The averaged weights of a motion checkpoint, and what is known about the run."""
    checkpoint = load_checkpoint(path)
    description, progress = checkpoint["description"], checkpoint["progress"]
    if description.get("kind") != "motion":
        raise TrainingError(f"{path}: a {description.get('kind')} checkpoint, a motion one was expected")
    networks = MotionNetworks()
    load_weights(networks, checkpoint["average"], path)
    known = description | {
        "steps": progress["step"],
        "minutes": round(progress["elapsed_seconds"] / 60, 1),
    }
    return networks.eval(), known


def export_motion(checkpoint: Path, cache: Path, folder: Path) -> tuple[list[list[float]], dict[str, Any]]:
    """Writes motion.onnx and motion-encoder.onnx; returns the motion codes and the provenance."""
    networks, known = load_motion(checkpoint)
    image, code = torch.zeros(1, 3, NETWORK_SIZE, NETWORK_SIZE), torch.zeros(1, 8)
    export_onnx(networks.predictor, {"image": image, "code": code}, ["flow"], folder / "motion.onnx")
    export_onnx(
        networks.encoder, {"flow": torch.zeros(1, 2, 128, 128)}, ["code"], folder / "motion-encoder.onnx"
    )
    codes = build_motion_codes(networks.predictor, networks.encoder, cache)
    notes = read_cache(cache, "train")
    known["licences"] = dict(Counter(note.licence for note in notes).most_common())
    known["backbone"] = "EfficientNet-Lite0, ImageNet weights (Apache-2.0), last four blocks fine-tuned"
    return np.round(codes, 5).tolist(), known


def export(
    motion: Path,
    appearance: Path,
    clips: Path,
    cache: Path,
    out: Path,
    name: str,
    version: str,
    figures: Path | None,
) -> dict[str, Any]:
    """Writes a bundle to `out`, complete or not at all; returns its description. `motion` is a checkpoint, `appearance`
    too or a bundle whose appearance is kept, `clips` the folder with the appearance clips, `figures` what `evaluate --json` wrote for these networks."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        motion_codes, motion_known = export_motion(motion, cache, folder)
        if appearance.is_dir():
            exported = keep_appearance(appearance, folder)
        else:
            exported = export_appearance(appearance, clips, folder)
        codebook = {"motion": motion_codes, "appearance": exported.codebook}
        (folder / CODEBOOK_FILE).write_text(json.dumps(codebook, ensure_ascii=False), encoding="utf-8")
        provenance = {
            "date": datetime.now(UTC).date().isoformat(),
            "motion": motion_known,
            "appearance": exported.provenance,
        }
        if figures is not None:
            provenance["figures"] = json.loads(figures.read_text())["mean"]
        description = {
            "name": name,
            "version": version,
            "licence": LICENCE,
            "nonCommercial": False,
            "networkSize": NETWORK_SIZE,
            "flowBound": FLOW_BOUND,
            "colourTransfer": exported.colour_transfer,
            "opset": OPSET,
            "provenance": provenance,
        }
        write_description(folder, description)
        out.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            shutil.copyfile(file, out / file.name)
    return description


def run(
    out: Annotated[Path, typer.Option(help="Folder of the bundle.")],
    clips: Annotated[Path, typer.Option(help="Folder with the clips (their light becomes the codebook).")],
    motion: Annotated[Path, typer.Option(help="Motion checkpoint.")] = Path("runs/motion/best.pt"),
    appearance: Annotated[
        Path, typer.Option(help="Appearance checkpoint, or a bundle whose appearance networks are kept.")
    ] = Path("runs/appearance/best.pt"),
    cache: Annotated[Path, typer.Option(help="What `prepare` made.")] = Path("cache"),
    name: Annotated[str, typer.Option()] = "default",
    version: Annotated[str, typer.Option()] = "1.0.0",
    figures: Annotated[
        Path | None, typer.Option(help="Report of `evaluate --json` to put into the description.")
    ] = None,
) -> None:
    """Checkpoints → ONNX files, codebook and bundle.json."""
    export(motion, appearance, clips, cache, out, name, version, figures)
    size = sum(path.stat().st_size for path in out.iterdir() if path.is_file())
    typer.echo(f"{out}: bundle {name} {version}, {size / 2**20:.1f} MiB")
