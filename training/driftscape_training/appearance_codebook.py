"""Sequences of appearance codes with labels computed from the pictures (algorithm §6)."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F

from .appearance_data import Sequence
from .colour import rgb_to_lab
from .networks.appearance import AppearanceNetworks
from .networks.regions import REGIONS_SIZE
from .views import to_tensor

CODES_PER_DAY = 12
# Side at which light is measured, and number of frames encoded at once.
_MEASURED_SIZE, _BATCH = 64, 64
_SHORTEST_DAY = 6
# How far beyond the mean of a light its code is searched, as a share of the distance from the mean of all
# lights.
_EMPHASIS = 0.35


@dataclass(frozen=True)
class CodeSequence:
    """Codes K×8 of one sequence of real light, in order of time."""

    label: str
    codes: np.ndarray


@dataclass(frozen=True)
class Light:
    """Measures of the light of N frames, in CIE Lab: mean lightness of the picture (0…100); lightness, chroma
    and warmth (b*, positive is yellow) of its upper 40 %, where the sky is; glow (b* of the warmest tenth of
    the upper two thirds, where the sun rises and sets)."""

    lightness: np.ndarray
    sky_lightness: np.ndarray
    sky_chroma: np.ndarray
    sky_warmth: np.ndarray
    glow: np.ndarray


def measure_light(frames: np.ndarray) -> Light:
    """Light of N×S×S×3 RGB bytes."""
    lab = rgb_to_lab(F.interpolate(to_tensor(frames), size=(_MEASURED_SIZE,) * 2, mode="area"))
    sky = lab[:, :, : round(0.4 * _MEASURED_SIZE)].flatten(2)
    upper = lab[:, 2, : round(0.67 * _MEASURED_SIZE)].flatten(1)
    return Light(
        lab[:, 0].mean((1, 2)).numpy(),
        sky[:, 0].mean(1).numpy(),
        sky[:, 1:].norm(dim=1).mean(1).numpy(),
        sky[:, 2].mean(1).numpy(),
        upper.quantile(0.9, dim=1).numpy(),
    )


def name_lights(light: Light) -> list[str]:
    """A name for the light of each frame of a sequence, by thresholds on its measures and on whether it
    brightens.

    night (dark sky), dawn and dusk (all dim, brightening or darkening), golden hour (a warm glow, no blue
    sky, not bright), overcast (pale sky), noon (a bright sky with colour).
    """
    trend = np.gradient(_smooth(light.sky_lightness, 2)) if len(light.lightness) > 1 else np.zeros(1)
    names = []
    for index, slope in enumerate(trend):
        lightness, sky = light.lightness[index], light.sky_lightness[index]
        if sky < 28:
            names.append("night")
        elif light.glow[index] > 8 and light.sky_warmth[index] > -12 and lightness < 56:
            names.append("golden hour")
        elif lightness < 40:
            names.append("dawn" if slope > 0 else "dusk")
        elif light.sky_chroma[index] < 8:
            names.append("overcast")
        else:
            names.append("noon")
    return names


def split_days(lightness: np.ndarray) -> list[slice]:
    """Splits a sequence into days: cuts it at the darkest frame between any two bright parts."""
    smooth = _smooth(lightness, 1.5)
    reach = float(smooth.max() - smooth.min())
    if reach < 12:
        return [slice(0, len(lightness))]
    is_bright = smooth > smooth.min() + 0.5 * reach
    starts = [i for i in range(1, len(smooth)) if is_bright[i] and not is_bright[i - 1]]
    ends = [i for i in range(1, len(smooth)) if not is_bright[i] and is_bright[i - 1]]
    cuts = [0]
    for end in ends:
        following = [start for start in starts if start > end]
        if following and following[0] - end >= 2:
            cuts.append(end + int(np.argmin(smooth[end : following[0]])))
    cuts.append(len(lightness))
    return [slice(a, b) for a, b in pairwise(cuts) if b - a >= _SHORTEST_DAY]


def build_sequences(networks: AppearanceNetworks, sequences: list[Sequence]) -> list[CodeSequence]:
    """Codebook of a set of clips: single lights and whole days, the most typical of each label, ordered along
    the first principal component of their mean codes. Labels are computed and unique."""
    days: list[CodeSequence] = []
    codes_of_light: dict[str, dict[str, list[np.ndarray]]] = {}
    for sequence in sequences:
        codes, light = encode_frames(networks, sequence.frames), measure_light(sequence.frames)
        names = name_lights(light)
        for name, code in zip(names, codes, strict=True):
            codes_of_light.setdefault(name, {}).setdefault(sequence.camera, []).append(code)
        for day in split_days(light.sky_lightness):
            days.append(
                CodeSequence(_name_day(names[day]), _resample(_smooth(codes[day], 0.7), CODES_PER_DAY))
            )
    lights = _characteristic_lights({name: list(codes.values()) for name, codes in codes_of_light.items()})
    chosen = lights + [_typical_day([day for day in days if day.label == label]) for label in _labels(days)]
    return [chosen[index] for index in first_component_order([sequence.codes for sequence in chosen])]


@torch.no_grad()
def encode_frames(networks: AppearanceNetworks, frames: np.ndarray) -> np.ndarray:
    """Codes N×8 of N×S×S×3 RGB bytes."""
    pictures = F.interpolate(to_tensor(frames), size=(REGIONS_SIZE,) * 2, mode="area")
    return torch.cat([networks.encode(some) for some in pictures.split(_BATCH)]).numpy()


def first_component_order(sequences: list[np.ndarray]) -> list[int]:
    """Indices of sequences K×8 in the order of the first principal component of their mean codes."""
    means = np.stack([sequence.mean(0) for sequence in sequences])
    centred = means - means.mean(0)
    direction = np.linalg.svd(centred, full_matrices=False)[2][0]
    # The sign of a component is arbitrary: the largest entry is made positive.
    direction = direction * np.sign(direction[np.abs(direction).argmax()])
    return np.argsort(centred @ direction, kind="stable").tolist()


def _name_day(names: list[str]) -> str:
    """Beginning, prevailing light and end, e.g. "dawn, overcast, dusk"."""
    third = max(1, len(names) // 4)
    parts = [_commonest(names[:third]), _commonest(names[third:-third] or names), _commonest(names[-third:])]
    changes = [part for index, part in enumerate(parts) if index == 0 or part != parts[index - 1]]
    return ", ".join(changes) if len(changes) > 1 else f"{changes[0]} all day"


def _commonest(names: list[str]) -> str:
    return Counter(names).most_common(1)[0][0]


def _characteristic_lights(codes_of_lights: dict[str, list[list[np.ndarray]]]) -> list[CodeSequence]:
    """One code of a real frame for every light, given the codes of every camera under it.

    It is searched beyond the mean (in which every camera has the same weight), away from the other lights,
    because the mean of all nights is a half-lit one.
    """
    means = {
        name: np.mean([np.mean(codes, axis=0) for codes in cameras], axis=0)
        for name, cameras in codes_of_lights.items()
    }
    centre = np.mean(list(means.values()), axis=0)
    lights = []
    for name, cameras in codes_of_lights.items():
        every = np.concatenate([np.stack(codes) for codes in cameras])
        sought = means[name] + _EMPHASIS * (means[name] - centre)
        lights.append(CodeSequence(name, every[[np.square(every - sought).sum(1).argmin()]]))
    return lights


def _typical_day(days: list[CodeSequence]) -> CodeSequence:
    """The day closest to the mean of days of equal length."""
    features = np.stack([day.codes.ravel() for day in days])
    return days[int(np.square(features - features.mean(0)).sum(1).argmin())]


def _labels(days: list[CodeSequence]) -> list[str]:
    return sorted({day.label for day in days})


def _resample(codes: np.ndarray, count: int) -> np.ndarray:
    places = np.linspace(0, len(codes) - 1, count)
    return np.stack([np.interp(places, np.arange(len(codes)), column) for column in codes.T], 1)


def _smooth(values: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian smoothing along the first axis, with ends repeated."""
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    padded = np.pad(values, [(reach, reach)] + [(0, 0)] * (values.ndim - 1), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0)
    return (windows * (kernel / kernel.sum())).sum(-1).astype(np.float32)
