"""`driftscape-training import-2019`: the weights released with the 2019 paper as a bundle (algorithm §9)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from torch import nn

from .appearance_codebook import first_component_order
from .bundle import CODEBOOK_FILE, DESCRIPTION_FILE, checksum
from .errors import TrainingError
from .import_2019_networks import (
    STEP_BOUND,
    AppearanceOfRelease,
    Encoder2019,
    EncoderOfRelease,
    MotionOfRelease,
    Predictor2019,
)
from .import_2019_pickle import read_code_sequences
from .onnx_export import OPSET, export_onnx

_WRITTEN = ("motion.onnx", "appearance.onnx", "appearance-encoder.onnx", CODEBOOK_FILE)
_MOST_MOTION_CODES = 100
# Layers in the released files that the method never uses.
_UNUSED = ("fcVar.", "num_batches_tracked")


def run(
    weights: Annotated[Path, typer.Option(help="folder with the released .pth and .pkl files")],
    out: Annotated[Path, typer.Option(help="folder of the bundle to write")],
    stored_statistics: Annotated[
        bool, typer.Option(help="encoder uses the stored batch norm statistics, not those of the picture")
    ] = False,
) -> None:
    """Turn the weights released with the 2019 paper into a bundle (for non-commercial use only)."""
    import_release(weights, out, stored_statistics)
    typer.echo(f"{out}: bundle of the 2019 weights, for non-commercial use only, without a motion encoder")


def import_release(weights: Path, out: Path, stored_statistics: bool = False) -> None:
    """Reads the five released files and writes a bundle; raises TrainingError that names everything that is
    wrong.

    Nothing is written unless all files are valid. The release has no motion encoder; the bundle's description
    says so.
    """
    names = {
        "motion": "PMNet_weight_5000.pth",
        "appearance": "PANet_weight_5000.pth",
        "encoder": "EANet_weight_5000.pth",
        "motion_codes": "codebook_m_5000.pkl",
        "appearance_codes": "codebook_a_5000.pkl",
    }
    absent = [name for name in names.values() if not (weights / name).is_file()]
    if absent:
        raise TrainingError(f"{weights}: lacks {', '.join(absent)}")

    motion, appearance, encoder = Predictor2019(2), Predictor2019(6), Encoder2019()
    load_state(motion, weights / names["motion"])
    load_state(appearance, weights / names["appearance"])
    load_state(encoder, weights / names["encoder"], needs_statistics=stored_statistics)
    encoder.use_batch_statistics(not stored_statistics)
    motion_codes = np.concatenate(read_code_sequences(weights / names["motion_codes"]))
    appearance_codes = read_code_sequences(weights / names["appearance_codes"])

    out.mkdir(parents=True, exist_ok=True)
    image, code = torch.zeros(1, 3, 256, 256), torch.zeros(1, 8)
    export_onnx(MotionOfRelease(motion), {"image": image, "code": code}, ["flow"], out / "motion.onnx")
    export_onnx(
        AppearanceOfRelease(appearance),
        {"image": image, "code": code},
        ["gain", "bias"],
        out / "appearance.onnx",
    )
    small = torch.zeros(1, 3, 128, 128)
    export_onnx(EncoderOfRelease(encoder), {"image": small}, ["code"], out / "appearance-encoder.onnx")
    codebook = {
        "motion": _reduce(motion_codes).round(5).tolist(),
        "appearance": [
            {"label": f"2019 sequence {number}", "codes": appearance_codes[index].round(5).tolist()}
            for number, index in enumerate(first_component_order(appearance_codes), 1)
        ],
    }
    (out / CODEBOOK_FILE).write_text(json.dumps(codebook))
    statistics = "stored" if stored_statistics else "of the single picture, as the released programs ran it"
    description = {
        "name": "endo-2019",
        "version": "1.0.0",
        "licence": "CC-BY-NC-SA-4.0",
        "nonCommercial": True,
        "networkSize": 256,
        "flowBound": STEP_BOUND,
        "colourTransfer": "tanh",
        "opset": OPSET,
        "absent": ["motion-encoder.onnx"],
        "checksums": {name: checksum(out / name) for name in _WRITTEN},
        "provenance": {
            "source": "weights released with Endo et al. 2019, Animating Landscape, ACM TOG 38(6)",
            "imported": datetime.now(UTC).date().isoformat(),
            "steps": "5000 epochs, as released",
            "channelOrder": "BGR inside the networks, turned from and to RGB inside the ONNX graphs",
            "encoderBatchNorm": f"statistics {statistics}",
            "releasedFiles": {name: checksum(weights / name) for name in names.values()},
        },
    }
    (out / DESCRIPTION_FILE).write_text(json.dumps(description, indent=2) + "\n")


def load_state(network: nn.Module, path: Path, needs_statistics: bool = False) -> None:
    """Loads a released state dict into a network; raises TrainingError that names each key that is missing,
    unexpected or of another shape. Stored batch norm statistics may be missing if they are not needed."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise TrainingError(f"{path.name}: not a PyTorch state dict ({type(error).__name__})") from error
    if not isinstance(state, Mapping) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        raise TrainingError(f"{path.name}: expected a state dict of tensors, found {type(state).__name__}")
    # Networks trained on several GPUs at once carry this prefix.
    if state and all(key.startswith("module.") for key in state):
        state = {key.removeprefix("module."): value for key, value in state.items()}
    found = {key: value for key, value in state.items() if not any(part in key for part in _UNUSED)}
    expected = network.state_dict()
    if not needs_statistics:
        for key in expected:
            if "running_" in key and key not in found:
                found[key] = expected[key]

    faults = [f"missing {key} {_shape(expected[key])}" for key in expected if key not in found]
    faults += [f"unexpected {key} {_shape(found[key])}" for key in found if key not in expected]
    faults += [
        f"{key} should be {_shape(expected[key])}, is {_shape(found[key])}"
        for key in expected
        if key in found and found[key].shape != expected[key].shape
    ]
    faults += [
        f"{key} is not finite" for key in expected if key in found and not torch.isfinite(found[key]).all()
    ]
    if faults:
        raise TrainingError(f"{path.name}: " + "; ".join(faults))
    network.load_state_dict({key: value.float() for key, value in found.items()})
    network.eval()


def _shape(tensor: torch.Tensor) -> str:
    return "×".join(map(str, tensor.shape)) or "scalar"


def _reduce(codes: np.ndarray) -> np.ndarray:
    """At most 100 codes (k-means centres if there are more), along their first principal component."""
    if len(codes) > _MOST_MOTION_CODES:
        from sklearn.cluster import KMeans

        codes = KMeans(_MOST_MOTION_CODES, n_init=4, random_state=0).fit(codes).cluster_centers_
    return codes[first_component_order([code[None] for code in codes])]
