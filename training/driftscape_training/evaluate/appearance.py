"""Judges the appearance networks of a bundle: colours of the result against those of the true far frame (§10)."""

from pathlib import Path

import numpy as np
import torch

from ..appearance import far_pairs
from ..appearance_data import read_sequences, to_tensor
from ..colour import colour_distance
from ..errors import TrainingError
from ..networks.appearance import transfer_colours
from .networks import BundleNetworks

MOST_FRAMES = 16


def judge_appearance(networks: BundleNetworks, clips: Path, split: str) -> dict[str, dict[str, float]]:
    """Per appearance clip and in the mean: sliced Wasserstein distance (Lab, ΔE) of the result and of repeating the
    photo to the true far frame, and their ratio. Empty where the folder holds no appearance clips of the split."""
    try:
        sequences, _ = read_sequences(clips, split, size=256, limit=MOST_FRAMES)
    except TrainingError:
        return {}
    if not sequences or not (clips / "index.tsv").exists():
        return {}
    form = networks.description["colourTransfer"]
    rows = {}
    for sequence in sequences:
        frames = to_tensor(sequence.frames)
        small = torch.nn.functional.interpolate(frames, size=(128, 128), mode="area").numpy()
        codes = [networks.run("appearance-encoder.onnx", image=image[None])[0] for image in small]
        results, repeats = [], []
        for here, there in far_pairs(len(frames)):
            photo, target = frames[here : here + 1], frames[there : there + 1]
            maps = networks.run("appearance.onnx", image=photo.numpy(), code=codes[there])
            gain, bias = (torch.from_numpy(values) for values in maps)
            result = transfer_colours(photo, gain, bias, form)
            results.append(float(colour_distance(result, target, 32)))
            repeats.append(float(colour_distance(photo, target, 32)))
        distance, repeated = float(np.mean(results)), float(np.mean(repeats))
        rows[sequence.name] = {
            "distance": distance,
            "repeat": repeated,
            "ratio": distance / max(repeated, 1e-6),
        }
    rows["mean"] = {
        name: float(np.mean([row[name] for row in rows.values()])) for name in ("distance", "repeat", "ratio")
    }
    return rows
