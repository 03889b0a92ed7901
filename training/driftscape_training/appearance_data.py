"""Pairs of pictures of one place in two lights, from sequences over hours and from relit frames (algorithm §7)."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .clips import decode
from .errors import TrainingError
from .index import read_index
from .networks.appearance import WORKING_SIZE
from .relight import UNCHANGED, estimate_sky, relight, sample_lights

FRAME_SIZE = 128
# Below this mean level (0…255) a frame is too dark to be relit.
_RELIGHTABLE_LEVEL = 45
_SHORTEST = 3


@dataclass(frozen=True)
class Sequence:
    """Frames of one fixed camera: N×S×S×3 RGB bytes in order of time (aspect not kept)."""

    name: str
    frames: np.ndarray

    @property
    def camera(self) -> str:
        """Recordings of one camera differ by the date or number at the end of their name."""
        return re.sub(r"[-_.\d]+$", "", self.name)


def read_sequences(
    clips: Path, split: str, kind: str = "appearance", size: int = FRAME_SIZE, limit: int | None = None
) -> tuple[list[Sequence], list[str]]:
    """Every usable clip of a kind and split, all its frames or `limit` evenly spread ones, and one line of
    explanation for each clip that was left out. Raises TrainingError where the folder holds no such clip."""
    sequences, left_out = [], []
    for entry in read_index(clips, kind):
        if entry.split != split:
            continue
        try:
            frames = decode(entry.path, size)
        except TrainingError as error:
            left_out.append(str(error))
            continue
        if kind == "appearance" and len(frames) < _SHORTEST:
            left_out.append(f"{entry.path.name}: has {len(frames)} frames, at least {_SHORTEST} are needed")
            continue
        if limit is not None and len(frames) > limit:
            frames = frames[np.linspace(0, len(frames) - 1, limit).round().astype(int)]
        sequences.append(Sequence(entry.id, frames))
    return sequences, left_out


def to_tensor(frames: np.ndarray) -> torch.Tensor:
    """N×S×S×3 bytes to N×3×S×S in [-1, 1]."""
    return torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).float() / 127.5 - 1


class PairSource:
    """Draws training pairs: `photo`, `target` (the same place in another light) and `half` (the light half-way,
    with `is_half_known` 0 where nobody knows it).

    One part of a batch are far-apart frames of real sequences, the rest are frames of any clip relit twice.
    """

    def __init__(
        self, sequences: list[Sequence], stills: list[Sequence], batch: int, real_share: float = 0.5
    ):
        if not sequences:
            raise TrainingError("no appearance clip to train on")
        self.sequences = sequences
        self.batch = batch
        self.real_count = round(batch * real_share)
        # A camera with many days must not drown the others, but its days do differ.
        clips_of = Counter(sequence.camera for sequence in sequences)
        weights = np.array([clips_of[sequence.camera] ** -0.75 for sequence in sequences])
        self.weights = weights / weights.sum()
        self.layouts = [self._layout(sequence.frames) for sequence in sequences]
        relightable = [
            sequence.frames[:: max(1, len(sequence.frames) // 8)] for sequence in sequences + stills
        ]
        frames = np.concatenate(relightable)
        self.relightable = frames[frames.mean(axis=(1, 2, 3)) > _RELIGHTABLE_LEVEL]
        self.skies = torch.cat([estimate_sky(to_tensor(frame[None])) for frame in self.relightable])

    @staticmethod
    def _layout(frames: np.ndarray) -> np.ndarray:
        """Colours of 4×4 cells of every frame, to tell which frames are far apart in light."""
        count, size = frames.shape[:2]
        cells = frames.reshape(count, 4, size // 4, 4, size // 4, 3).mean(axis=(2, 4))
        return cells.reshape(count, -1)

    def _draw_real(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        index = rng.choice(len(self.sequences), p=self.weights)
        frames, layout = self.sequences[index].frames, self.layouts[index]
        first, *candidates = rng.integers(len(frames), size=3)
        distances = [np.abs(layout[first] - layout[candidate]).mean() for candidate in candidates]
        second = candidates[int(np.argmax(distances))]
        return frames[first], frames[second]

    def draw(self, rng: np.random.Generator) -> dict[str, torch.Tensor]:
        """One batch; depends on `rng` alone. Pictures are B×3×64×64 in [-1, 1]."""
        pairs = [self._draw_real(rng) for _ in range(self.real_count)]
        made_count = self.batch - self.real_count
        chosen = rng.integers(len(self.relightable), size=made_count)
        made = self.relightable[chosen]
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))

        views = _random_views(self.batch, generator)
        photo = _crop(to_tensor(np.stack([pair[0] for pair in pairs] + list(made))), views)
        target = _crop(to_tensor(np.stack([pair[1] for pair in pairs] + list(made))), views)
        half = target.clone()
        is_half_known = torch.zeros(self.batch)

        base = photo[self.real_count :]
        sky = _crop(self.skies[chosen], views[self.real_count :])
        lights = sample_lights(2 * made_count, generator)
        before, after = lights[:made_count], lights[made_count:]
        # A third of the photos keep the light they were taken in.
        before[torch.rand(made_count, generator=generator) < 0.35] = UNCHANGED
        photo[self.real_count :] = relight(base, sky, before)
        target[self.real_count :] = relight(base, sky, after)
        half[self.real_count :] = relight(base, sky, (before + after) / 2)
        is_half_known[self.real_count :] = 1

        photo, target, half = _jitter_together([photo, target, half], generator)
        # Some pairs ask for the identity.
        same = torch.rand(self.batch, generator=generator) < 0.06
        target[same] = photo[same]
        is_half_known[same] = 0
        return {"photo": photo, "target": target, "half": half, "is_half_known": is_half_known}


def _random_views(count: int, generator: torch.Generator) -> torch.Tensor:
    """Random crops (45–100 % of the sides) with mirroring, count×2×3 affine maps."""
    scale = 1 - 0.55 * torch.rand(count, 2, generator=generator) ** 1.5
    centre = (2 * torch.rand(count, 2, generator=generator) - 1) * (1 - scale)
    mirror = torch.where(torch.rand(count, generator=generator) < 0.5, -1.0, 1.0)
    views = torch.zeros(count, 2, 3)
    views[:, 0, 0], views[:, 1, 1] = scale[:, 0] * mirror, scale[:, 1]
    views[:, :, 2] = centre
    return views


def _crop(frames: torch.Tensor, views: torch.Tensor) -> torch.Tensor:
    grid = F.affine_grid(views, [*frames.shape[:2], WORKING_SIZE, WORKING_SIZE], align_corners=False)
    return F.grid_sample(frames, grid, padding_mode="reflection", align_corners=False)


def _jitter_together(pictures: list[torch.Tensor], generator: torch.Generator) -> list[torch.Tensor]:
    """The same change of camera response (gamma, channel levels, saturation) on every picture of a pair."""
    count = len(pictures[0])
    gamma = torch.exp(0.25 * torch.randn(count, 1, 1, 1, generator=generator))
    levels = torch.exp(0.07 * torch.randn(count, 3, 1, 1, generator=generator))
    saturation = torch.exp(0.2 * torch.randn(count, 1, 1, 1, generator=generator))
    results = []
    for picture in pictures:
        level = (picture * 0.5 + 0.5).clamp(1e-3, 1) ** gamma * levels
        grey = level.mean(1, keepdim=True)
        results.append((grey + (level - grey) * saturation).clamp(0, 1) * 2 - 1)
    return results
