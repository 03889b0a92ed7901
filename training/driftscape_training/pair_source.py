"""Batches of pairs of one place in two lights: real ones, relit ones and ones made by looks (algorithm
§7)."""

from collections import Counter

import numpy as np
import torch

from .appearance_data import Sequence
from .errors import TrainingError
from .looks.pairs import LookPairs
from .relight import UNCHANGED, estimate_sky, relight, sample_lights
from .views import crop, jitter_together, random_views, to_tensor

# Below this mean level (0…255) a frame is too dark to be relit.
_RELIGHTABLE_LEVEL = 45
# Share of pairs made by looks, if there are any, and share of real ones among the rest.
_LOOKS_SHARE = 0.4
_REAL_SHARES = {True: 0.65, False: 0.5}
# Share of pairs whose light is the target itself, if it could be another place's.
_OWN_LIGHT = 0.3
# Share of identity pairs: target and light are the photo itself.
_SAME = 0.1

Pairs = dict[str, torch.Tensor]


class PairSource:
    """Draws training pairs: `photo`, `light` (a picture in the target light), `target` (the photo in that
    light) and `half` (the photo half-way, with `is_half_known` 0 if it is unknown).

    One part of a batch are distant frames of real sequences, one part are frames of any clip relit twice, and
    with looks some are pairs of different places.
    """

    def __init__(
        self,
        sequences: list[Sequence],
        stills: list[Sequence],
        batch: int,
        looks: LookPairs | None = None,
    ):
        if not sequences:
            raise TrainingError("no appearance clip to train on")
        self.sequences = sequences
        self.looks = looks
        self.look_count = round(batch * _LOOKS_SHARE) if looks else 0
        self.real_count = round((batch - self.look_count) * _REAL_SHARES[bool(looks)])
        self.made_count = batch - self.look_count - self.real_count
        # A camera with many days must not dominate, but its days do differ.
        clips_of = Counter(sequence.camera for sequence in sequences)
        weights = np.array([clips_of[sequence.camera] ** -0.75 for sequence in sequences])
        self.weights = weights / weights.sum()
        self.layouts = [_layout(sequence.frames) for sequence in sequences]
        relightable = [
            sequence.frames[:: max(1, len(sequence.frames) // 8)] for sequence in sequences + stills
        ]
        frames = np.concatenate(relightable)
        self.relightable = frames[frames.mean(axis=(1, 2, 3)) > _RELIGHTABLE_LEVEL]
        self.skies = torch.cat([estimate_sky(to_tensor(frame[None])) for frame in self.relightable])

    def draw(self, rng: np.random.Generator) -> Pairs:
        """One batch; depends only on `rng`. Pictures are B×3×64×64 in [-1, 1]."""
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        parts = [self._draw_real(rng, generator), self._draw_made(rng, generator)]
        if self.looks:
            parts.append(self._draw_looks(self.looks, rng, generator))
        batch = {name: torch.cat([part[name] for part in parts]) for name in parts[0]}
        same = torch.rand(len(batch["photo"]), generator=generator) < _SAME
        for name in ("target", "light"):
            batch[name][same] = batch["photo"][same]
        batch["is_half_known"][same] = 0
        return batch

    def _draw_real(self, rng: np.random.Generator, generator: torch.Generator) -> Pairs:
        pairs = [self._draw_far_apart(rng) for _ in range(self.real_count)]
        views = random_views(self.real_count, generator)
        photo, target = (crop(to_tensor(np.stack(side)), views) for side in zip(*pairs, strict=True))
        photo, target = jitter_together([photo, target], generator)
        return _pairs(photo, target, target, is_half_known=False)

    def _draw_far_apart(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        index = rng.choice(len(self.sequences), p=self.weights)
        frames, layout = self.sequences[index].frames, self.layouts[index]
        first, *candidates = rng.integers(len(frames), size=3)
        distances = [np.abs(layout[first] - layout[candidate]).mean() for candidate in candidates]
        second = candidates[int(np.argmax(distances))]
        return frames[first], frames[second]

    def _draw_made(self, rng: np.random.Generator, generator: torch.Generator) -> Pairs:
        chosen = rng.integers(len(self.relightable), size=self.made_count)
        views = random_views(self.made_count, generator)
        base, sky = crop(to_tensor(self.relightable[chosen]), views), crop(self.skies[chosen], views)
        before, after = sample_lights(2 * self.made_count, generator).split(self.made_count)
        # A third of the photos keep their original light.
        before[torch.rand(self.made_count, generator=generator) < 0.35] = UNCHANGED
        pictures = [relight(base, sky, light) for light in (before, after, (before + after) / 2)]
        return _pairs(*jitter_together(pictures, generator), is_half_known=True)

    def _draw_looks(self, looks: LookPairs, rng: np.random.Generator, generator: torch.Generator) -> Pairs:
        drawn = looks.draw(self.look_count, rng, generator)
        own = torch.rand(self.look_count, generator=generator) < _OWN_LIGHT
        pairs = _pairs(drawn["photo"], drawn["target"], drawn["half"], is_half_known=True)
        pairs["light"] = torch.where(own.view(-1, 1, 1, 1), drawn["target"], drawn["light"])
        return pairs


def _pairs(photo: torch.Tensor, target: torch.Tensor, half: torch.Tensor, is_half_known: bool) -> Pairs:
    known = torch.full((len(photo),), float(is_half_known))
    return {
        "photo": photo,
        "light": target.clone(),
        "target": target,
        "half": half.clone(),
        "is_half_known": known,
    }


def _layout(frames: np.ndarray) -> np.ndarray:
    """Colours of 4×4 cells of every frame, for finding frames with different light."""
    count, size = frames.shape[:2]
    cells = frames.reshape(count, 4, size // 4, 4, size // 4, 3).mean(axis=(2, 4))
    return cells.reshape(count, -1)
