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
from .bundle import CODEBOOK_FILE, DESCRIPTION_FILE, read_description, write_description
from .codebook import build_motion_codes
from .errors import TrainingError
from .motion import MotionNetworks
from .networks.motion import FLOW_BOUND
from .onnx_export import OPSET, export_onnx
from .prepare import NETWORK_SIZE, read_cache
from .scene.export import export_scene, keep_scene
from .trainer import load_checkpoint, load_weights

# Our work on the weights is free; what their training clips allow is not for us to decide.
LICENCE = "Apache-2.0; the clips it learned from have terms of their own, see provenance"


def load_motion(path: Path) -> tuple[MotionNetworks, dict[str, Any]]:
    """The averaged weights of a motion checkpoint, and the description of its run."""
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


def keep_motion(bundle: Path, folder: Path) -> tuple[list[list[float]], dict[str, Any]]:
    """Copies the motion networks of another bundle; returns their codes and provenance. Raises TrainingError
    if that bundle is damaged."""
    description = read_description(bundle)
    for file in ("motion.onnx", "motion-encoder.onnx"):
        shutil.copyfile(bundle / file, folder / file)
    return read_codebook(bundle)["motion"], description["provenance"]["motion"]


def read_codebook(bundle: Path) -> dict[str, Any]:
    """The codes of a bundle by the networks that use them, and the named ones if there are any."""
    return json.loads((bundle / CODEBOOK_FILE).read_text(encoding="utf-8"))


def export(
    motion: Path,
    appearance: Path,
    clips: Path | None,
    cache: Path,
    out: Path,
    name: str,
    version: str,
    figures: Path | None,
    scene: Path | None = None,
) -> dict[str, Any]:
    """Writes a bundle to `out`, completely or not at all; returns its description. `motion` and `appearance`
    are checkpoints, or bundles whose networks are kept; `scene` is a run, a checkpoint or such a bundle
    (None: no scene network); `clips` is the folder with the appearance clips; `figures` is the output of
    `evaluate --json` for these motion networks."""
    if clips is None and not appearance.is_dir():
        raise TrainingError(
            "--clips is missing: the light of its clips becomes the codebook of a new appearance network"
        )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        is_kept = motion.is_dir()
        motion_codes, motion_known = (
            keep_motion(motion, folder) if is_kept else export_motion(motion, cache, folder)
        )
        if appearance.is_dir():
            exported = keep_appearance(appearance, folder)
        else:
            exported = export_appearance(appearance, clips, folder)
        codebook = {"motion": motion_codes, "appearance": exported.codebook}
        if is_kept and (names := read_codebook(motion).get("named")):
            codebook["named"] = names
        (folder / CODEBOOK_FILE).write_text(json.dumps(codebook, ensure_ascii=False), encoding="utf-8")
        provenance = {
            "date": datetime.now(UTC).date().isoformat(),
            "motion": motion_known,
            "appearance": exported.provenance,
        }
        if scene is not None:
            keep = (scene / DESCRIPTION_FILE).exists()
            provenance["scene"] = keep_scene(scene, folder) if keep else export_scene(scene, folder)
        if figures is not None:
            provenance["figures"] = json.loads(figures.read_text())["mean"]
        elif is_kept and "figures" in (kept := read_description(motion)["provenance"]):
            provenance["figures"] = kept["figures"]
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
    clips: Annotated[
        Path | None,
        typer.Option(
            help="Folder with the clips (their light becomes the codebook); not needed for kept networks."
        ),
    ] = None,
    motion: Annotated[
        Path, typer.Option(help="Motion checkpoint, or a bundle whose motion networks are kept.")
    ] = Path("runs/motion/best.pt"),
    appearance: Annotated[
        Path, typer.Option(help="Appearance checkpoint, or a bundle whose appearance networks are kept.")
    ] = Path("runs/appearance/best.pt"),
    scene: Annotated[
        Path | None,
        typer.Option(
            help="Run or checkpoint of `scene`, or a bundle whose scene network is kept; default: none."
        ),
    ] = None,
    cache: Annotated[Path, typer.Option(help="Output of `prepare`.")] = Path("cache"),
    name: Annotated[str, typer.Option()] = "default",
    version: Annotated[str, typer.Option()] = "1.0.0",
    figures: Annotated[
        Path | None, typer.Option(help="Report of `evaluate --json` to put into the description.")
    ] = None,
) -> None:
    """Checkpoints → ONNX files, codebook and bundle.json."""
    export(motion, appearance, clips, cache, out, name, version, figures, scene)
    size = sum(path.stat().st_size for path in out.iterdir() if path.is_file())
    typer.echo(f"{out}: bundle {name} {version}, {size / 2**20:.1f} MiB")
