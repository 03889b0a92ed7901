"""Evaluates the appearance networks of a bundle: colours of the result and of the true far frame (algorithm
§10)."""

from pathlib import Path

import numpy as np
import torch

from ..appearance_data import read_sequences
from ..colour import colour_distance
from ..errors import TrainingError
from ..networks.appearance import transfer_colours
from ..views import to_tensor
from .networks import BundleNetworks

MOST_FRAMES = 12
# Side at which colours are compared: their distribution hardly depends on it, but the time for sorting does.
COMPARED_SIZE = 128


def evaluate_appearance(networks: BundleNetworks, clips: Path, split: str) -> dict[str, dict[str, float]]:
    """Per appearance clip and in the mean: sliced Wasserstein distance (Lab, ΔE) to the true far frame of the
    result under that frame's own code (`distance`), of the same anchored as in the engine, so that the
    photo's own code gives the photo (`anchored`), and of the photo (`repeat`); `ratio` is distance ÷ repeat.
    Empty if the folder has no appearance clips of the split."""
    try:
        sequences, _ = read_sequences(clips, split, size=256, limit=MOST_FRAMES)
    except TrainingError:
        return {}
    if not sequences or not (clips / "index.tsv").exists():
        return {}
    rows = {}
    for sequence in sequences:
        frames = to_tensor(sequence.frames)
        small = torch.nn.functional.interpolate(frames, size=(128, 128), mode="area").numpy()
        codes = [networks.run("appearance-encoder.onnx", image=image[None])[0] for image in small]
        results, anchored, repeats = [], [], []
        for here, there in far_pairs(len(frames)):
            photo, target = frames[here : here + 1], frames[there : there + 1]
            result, own = (_change_light(networks, photo, codes[place]) for place in (there, here))
            results.append(_distance(result, target))
            anchored.append(_distance((photo + result - own).clamp(-1, 1), target))
            repeats.append(_distance(photo, target))
        distance, repeated = float(np.mean(results)), float(np.mean(repeats))
        moved = float(np.mean(anchored))
        rows[sequence.name] = {
            "distance": distance,
            "anchored": moved,
            "repeat": repeated,
            "ratio": distance / max(repeated, 1e-6),
            "anchored_ratio": moved / max(repeated, 1e-6),
        }
    measures = next(iter(rows.values()))
    rows["mean"] = {name: float(np.mean([row[name] for row in rows.values()])) for name in measures}
    return rows


def far_pairs(count: int) -> list[tuple[int, int]]:
    """Index pairs of frames that are a quarter, a half and three quarters of a sequence's length apart
    (cyclic)."""
    return [(i, (i + count * quarter // 4) % count) for quarter in (1, 2, 3) for i in range(count)]


def _change_light(networks: BundleNetworks, photo: torch.Tensor, code: np.ndarray) -> torch.Tensor:
    """T(x) for a photo 1×3×256×256 and a code 1×8."""
    maps = networks.run("appearance.onnx", image=photo.numpy(), code=code)
    gain, bias = (torch.from_numpy(values) for values in maps)
    return transfer_colours(photo, gain, bias, networks.description["colourTransfer"])


def _distance(first: torch.Tensor, second: torch.Tensor) -> float:
    small = [
        torch.nn.functional.interpolate(picture, size=(COMPARED_SIZE,) * 2, mode="area")
        for picture in (first, second)
    ]
    return float(colour_distance(*small, 32))
