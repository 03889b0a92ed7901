"""Draws batches of examples for the scene network."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from ..errors import TrainingError
from ..trainer import Batch
from .compose import add_ground, add_things, find_textures, lay_far_water, reflect, stand_before
from .example import Example, crop, mirror, stress_edges
from .light import record, relight
from .pictures import LAND, WATER, LabelledPicture, load_pictures

# How much more often pictures of a kind are drawn, and the weight of their labels.
DRAWN_MORE = {"hand": 3.0, "dataset": 5.0, "teacher": 0.5}
LABELS_COUNT = {"hand": 1.0, "dataset": 1.0, "teacher": 0.5}
REFLECTION_SHARE, LAND_SHARE, GROUND_SHARE, THINGS_SHARE = 0.10, 0.2, 0.2, 0.3
FAR_WATER_SHARE = 0.12
# Composited water often has a near shore too.
NEAR_SHORE_SHARE = 0.5
# Minimum share for a region to count as present in a picture.
SHOWN_SHARE = 0.03
# Pictures with at least this share of land provide land for others.
LENDING_SHARE = 0.15


def drawing_weights(pictures: list[LabelledPicture]) -> np.ndarray:
    """Probability of drawing each picture; sums to 1. Places with many pictures count as the square root of
    their number, and so do sources; but pictures chosen and labelled by hand differ enough to count fully.
    Pictures with more regions teach more, so they are drawn in proportion to their number of regions, with
    water, which is rarer than sky and harder to recognise, counted twice."""
    groups = Counter(one.entry.group for one in pictures)
    origins = Counter(one.entry.origin for one in pictures)

    def weigh(one: LabelledPicture) -> float:
        entry = one.entry
        alike = groups[entry.group] * (1 if entry.kind == "hand" else origins[entry.origin])
        shown = [one.share(region) > SHOWN_SHARE for region in range(4)]
        return max(1, sum(shown) + shown[WATER]) * DRAWN_MORE.get(entry.kind, 1.0) / alike**0.5

    weights = np.array([weigh(one) for one in pictures])
    return weights / weights.sum()


class SceneBatches:
    """The labelled pictures of a folder: `training` ones to draw batches from, `held_out` ones for
    validation."""

    def __init__(self, folder: Path, batch_size: int, size: int) -> None:
        pictures = load_pictures(folder)
        self.batch_size, self.size = batch_size, size
        self.training = [one for one in pictures if not one.entry.is_held_out]
        self.held_out = [one for one in pictures if one.entry.is_held_out and one.entry.kind != "teacher"]
        if not self.training:
            raise TrainingError(
                f"{folder}: every picture is held out for validation; add pictures of other groups"
            )
        self.weights = drawing_weights(self.training)
        self.lenders = [
            one for one in self.training if one.entry.kind != "teacher" and one.share(LAND) > LENDING_SHARE
        ]
        self.textures = find_textures(self.lenders, np.random.default_rng(0))

    def draw(self, rng: np.random.Generator) -> Batch:
        """`image` N×3×S×S in [-1, 1], `known` N×6×S×S, `weight` N×1×S×S; depends only on `rng`."""
        examples = [self.draw_example(rng) for _ in range(self.batch_size)]
        return {
            "image": image_tensor(np.stack([one.picture for one in examples])),
            "known": planes_tensor(np.stack([one.known for one in examples])),
            "weight": planes_tensor(np.stack([one.weight for one in examples])[..., None]),
        }

    def draw_example(self, rng: np.random.Generator) -> Example:
        """One augmented example."""
        labelled = self.training[rng.choice(len(self.training), p=self.weights)]
        example = crop(labelled, rng, self.size)
        example = replace(
            example, weight=example.weight * np.float32(LABELS_COUNT.get(labelled.entry.kind, 1.0))
        )
        if rng.random() < 0.5:
            example = mirror(example)
        if self.textures and rng.random() < FAR_WATER_SHARE:
            example = lay_far_water(example, rng, self.textures)
        has_shore = rng.random() < REFLECTION_SHARE
        if has_shore:
            example = reflect(example, rng)
        if self.lenders and rng.random() < LAND_SHARE:
            other = crop(self.lenders[rng.integers(len(self.lenders))], rng, self.size)
            example = stand_before(example, rng, mirror(other) if rng.random() < 0.5 else other)
        if self.textures and rng.random() < (NEAR_SHORE_SHARE if has_shore else GROUND_SHARE):
            example = add_ground(example, rng, self.textures)
        if rng.random() < THINGS_SHARE:
            example = add_things(example, rng, self.textures)
        return record(relight(stress_edges(example), rng), rng)


def image_tensor(pictures: np.ndarray) -> torch.Tensor:
    """N×H×W×3 in [0, 255] → N×3×H×W in [-1, 1]."""
    return planes_tensor(pictures.astype(np.float32) / 127.5 - 1)


def planes_tensor(planes: np.ndarray) -> torch.Tensor:
    """N×H×W×C → N×C×H×W float32."""
    return torch.from_numpy(np.ascontiguousarray(planes.transpose(0, 3, 1, 2), dtype=np.float32))
