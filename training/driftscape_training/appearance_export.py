"""The appearance half of a bundle from a checkpoint (algorithm §8)."""

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from .appearance import load_appearance
from .appearance_codebook import build_sequences
from .appearance_data import read_sequences
from .bundle import CODEBOOK_FILE, read_description
from .index import read_index
from .networks.appearance import TRANSFER_FORM, ExportedEncoder, ExportedPredictor
from .networks.look_code import CODE_SIZE
from .onnx_export import export_onnx


@dataclass(frozen=True)
class AppearanceExport:
    """Entries of `codebook.json` and `bundle.json` for the exported networks."""

    codebook: list[dict[str, Any]]
    colour_transfer: str
    provenance: dict[str, Any]


def export_appearance(checkpoint: Path, clips: Path, folder: Path) -> AppearanceExport:
    """Writes `appearance.onnx` and `appearance-encoder.onnx` into `folder` and computes the code sequences of
    the training clips in `clips`."""
    networks, description = load_appearance(checkpoint)
    image, code = torch.zeros(1, 3, 256, 256), torch.zeros(1, CODE_SIZE)
    predictor, encoder = ExportedPredictor(networks), ExportedEncoder(networks)
    export_onnx(predictor, {"image": image, "code": code}, ["gain", "bias"], folder / "appearance.onnx")
    export_onnx(encoder, {"image": image[..., :128, :128]}, ["code"], folder / "appearance-encoder.onnx")

    sequences, _ = read_sequences(clips, "train")
    built = build_sequences(networks, sequences)
    licences = Counter(entry.licence for entry in read_index(clips, "appearance") if entry.split == "train")
    return AppearanceExport(
        codebook=[{"label": one.label, "codes": one.codes.astype(float).round(5).tolist()} for one in built],
        colour_transfer=TRANSFER_FORM,
        provenance=description | {"licences": dict(licences)},
    )


def keep_appearance(bundle: Path, folder: Path) -> AppearanceExport:
    """Copies the appearance networks of another bundle with their codes into `folder`, if only motion was
    trained. Raises TrainingError if that bundle is damaged."""
    description = read_description(bundle)
    for name in ("appearance.onnx", "appearance-encoder.onnx"):
        shutil.copyfile(bundle / name, folder / name)
    return AppearanceExport(
        codebook=json.loads((bundle / CODEBOOK_FILE).read_text(encoding="utf-8"))["appearance"],
        colour_transfer=description["colourTransfer"],
        provenance=description["provenance"]["appearance"],
    )
