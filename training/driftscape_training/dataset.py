"""Training batches from the prepared clips."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch

from .augment import Example, change_speed, crop, limit_speed, mirror, paste, recolour, reverse
from .clips import drop_repeats
from .grafts import Graft, find_land, graft
from .ground import add_ground, load_textures
from .prepare import PreparedClip, read_cache
from .retarget import fill_field, retarget
from .scenes import Drawn, Scene, load_masks, load_photos
from .trainer import Batch
from .warp import PX_PER_UNIT

STILL_PX = 0.05
MOVING_PX = 0.15
# Rivers and waterfalls flow downhill; the motion of the other groups may also be reversed.
REVERSIBLE_GROUPS = ("sky", "sea", "fog")
# Share of reversed examples: sometimes also rivers, because the code decides about the direction, not the
# photo.
REVERSED_SHARE = {"sky": 0.4, "sea": 0.4, "fog": 0.4, "river": 0.25}
GROUP_WEIGHTS = {"sky": 0.8, "sea": 2.0, "river": 4.0, "fog": 4.0}
# Size of examples: windows of 45–100 % then have about the scale of a whole picture at 256, and a step costs
# half. The networks are fully convolutional.
EXAMPLE_SIZE = 192
# Share of examples that move like another clip of their group.
RETARGETED_SHARE = 0.05
# Share of examples with generated land in front.
GROUND_SHARE = 0.2
# Share of examples that are photos with hand-drawn masks, if there are any.
SCENE_SHARE = 0.12
# Without a drawn mask, a static area says little about what can move: calm water is static too.
STANDING_CERTAINTY = 1 / 6
# All clips cut from one recording together count as at most this many.
MOST_PER_FAMILY = 4


@dataclass(frozen=True)
class TeacherClip:
    """A prepared clip in memory with the labels derived from its flow (see `label`)."""

    note: PreparedClip
    frames: np.ndarray
    mean: np.ndarray
    trust: np.ndarray
    flow: np.ndarray
    moving: np.ndarray
    certainty: np.ndarray
    movable: np.ndarray
    movable_certainty: np.ndarray


def load_clip(note: PreparedClip, cache: Path, drawn: Drawn | None = None) -> TeacherClip:
    """Reads the arrays of a prepared clip; `drawn` is the hand-drawn mask of what can move in it, if any."""
    with np.load(cache / f"{note.id}.npz") as arrays:
        mean = np.ascontiguousarray(arrays["mean"].astype(np.float32).transpose(1, 2, 0))
        noise, still, moved = (arrays[k].astype(np.float32) for k in ("noise", "still_error", "moved_error"))
        frames = drop_repeats(arrays["frames"])
    trust, flow, moving, certainty = label(mean, noise, still, moved, len(frames) - 1)
    if drawn is None:
        movable, movable_certainty = moving, certainty * np.where(moving > 0.5, 1, STANDING_CERTAINTY)
    else:
        movable, movable_certainty = drawn.movable, drawn.certainty
        # Flow that bleeds over land, or comes from a slightly moving camera.
        is_land = (movable == 0) & (movable_certainty == 1)
        flow = np.where(is_land[..., None], 0, flow)
        moving, trust, certainty = (
            np.where(is_land, value, plane) for value, plane in ((0, moving), (1, trust), (1, certainty))
        )
    planes = (
        plane.astype(np.float32) for plane in (trust, flow, moving, certainty, movable, movable_certainty)
    )
    return TeacherClip(note, frames, mean, *planes)


def label(
    mean: np.ndarray, noise: np.ndarray, still_error: np.ndarray, moved_error: np.ndarray, pairs: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The teacher from the averaged flow: (trust of the flow, target flow, moving label, certainty of the
    label).

    Trust falls where the mean is not well above twice its standard error. Pixels slower than STILL_PX are
    static, and so are pixels that zero motion explains clearly better than the mean flow (flow bleeds over
    the edges of ridges, trunks and masts). Between STILL_PX and MOVING_PX the label is a ramp with little
    weight.
    """
    speed = np.linalg.norm(mean, axis=-1)
    error = 2 * noise / np.sqrt(pairs)
    trust = (speed + 0.1) ** 2 / ((speed + 0.1) ** 2 + error**2)
    still, moved = (cv2.GaussianBlur(array, (0, 0), 1.0) for array in (still_error, moved_error))
    is_better_still = (moved > 1.15 * still + 0.3) & (speed > STILL_PX)
    moving = np.clip((speed - STILL_PX) / (MOVING_PX - STILL_PX), 0, 1)
    certainty = np.where((speed < STILL_PX) | (speed > MOVING_PX), 1.0, 0.3) * np.where(
        speed > STILL_PX, trust, 1.0
    )
    moving[is_better_still] = 0
    certainty[is_better_still] = 1
    flow = np.where(is_better_still[..., None], 0, mean)
    trust = np.where(is_better_still | (speed < STILL_PX), 1, trust)
    return (*(array.astype(np.float32) for array in (trust, flow, moving, certainty)),)


class MotionBatches:
    """Draws batches of augmented examples from all training clips, with about equal weight for every
    recording."""

    def __init__(
        self, cache: Path, batch_size: int, land: Path | None = None, scenes: Path | None = None
    ) -> None:
        """`land` is a folder of pictures that show only land (see `ground`), `scenes` one of hand-drawn masks
        (see `scenes`)."""
        self.batch_size = batch_size
        self.ground = load_textures(land) if land else []
        masks = load_masks(scenes) if scenes else {}
        self.scenes = load_photos(scenes, masks) if scenes else []
        self.clips = [load_clip(note, cache, masks.get(note.id)) for note in read_cache(cache, "train")]
        self.drawn_clips = sum(clip.note.id in masks for clip in self.clips)
        families = [clip.note.family for clip in self.clips]
        weights = [
            GROUP_WEIGHTS[clip.note.group] * min(1, MOST_PER_FAMILY / families.count(clip.note.family))
            for clip in self.clips
        ]
        self.chances = np.array(weights) / np.sum(weights)
        self.textures = find_static_patches(self.clips)
        self.grafts = find_grafts(self.clips)
        self.fields = find_fields(self.clips)

    def draw(self, rng: np.random.Generator) -> Batch:
        """image, next N×3×S×S in [-1, 1] (S = EXAMPLE_SIZE); flow N×2×S×S and clip_flow N×2×128×128
        (normalised units); trust, moving, certainty, movable, movable_certainty N×1×S×S; has_pair N."""
        picks = rng.choice(len(self.clips), self.batch_size, p=self.chances)
        return collate([self.draw_example(self.clips[pick], rng) for pick in picks])

    def draw_example(self, clip: TeacherClip, rng: np.random.Generator) -> Example:
        """One augmented example: of a clip, or sometimes of a photo, which gets the clip's code."""
        if self.scenes and rng.random() < SCENE_SHARE:
            example = photo_example(self.scenes[rng.integers(len(self.scenes))], clip)
        else:
            example = self.clip_example(clip, rng)
        example = crop(example, rng, EXAMPLE_SIZE)
        if rng.random() < 0.5:
            example = mirror(example)
        if rng.random() < REVERSED_SHARE[clip.note.group]:
            example = reverse(example)
        if rng.random() < 0.35:
            example = change_speed(example, rng.uniform(0.4, 1.4))
        if rng.random() < 0.8:
            example = recolour(example, rng)
        if self.grafts and rng.random() < 0.4:
            example = graft(example, rng, self.grafts)
        if self.ground and rng.random() < GROUND_SHARE:
            example = add_ground(example, rng, self.ground)
        if rng.random() < 0.4:
            example = paste(example, rng, self.textures)
        return replace(example, flow=limit_speed(example.flow), clip_flow=limit_speed(example.clip_flow))

    def clip_example(self, clip: TeacherClip, rng: np.random.Generator) -> Example:
        """A pair of frames of a clip, sometimes with the motion of another clip of its group."""
        t = rng.integers(0, len(clip.frames) - 1)
        example = Example(
            clip.frames[t],
            clip.frames[t + 1],
            clip.flow,
            clip.trust,
            clip.moving,
            clip.certainty,
            clip.movable,
            clip.movable_certainty,
            clip.mean,
            True,
        )
        fields = self.fields[clip.note.group]
        if fields and rng.random() < RETARGETED_SHARE:
            turn = rng.normal(0, 0.3) if clip.note.group in REVERSIBLE_GROUPS else 0.0
            example = retarget(example, fields[rng.integers(len(fields))], turn)
        return example


def photo_example(scene: Scene, clip: TeacherClip) -> Example:
    """A photo under the code of a clip: the motion of its sky or water is unknown, but its land is static."""
    movable, certainty = scene.drawn.movable, scene.drawn.certainty
    unknown = np.zeros_like(movable)
    return Example(
        scene.picture,
        scene.picture,
        np.zeros((*movable.shape, 2), np.float32),
        unknown,
        unknown,
        certainty * (1 - movable),
        movable,
        certainty,
        clip.mean,
        False,
    )


def find_static_patches(clips: list[TeacherClip], size: int = 80, per_clip: int = 3) -> list[np.ndarray]:
    """Windows of real frames without motion: textures of land."""
    patches = []
    for clip in clips:
        is_static = (clip.moving == 0).astype(np.float32)
        share = cv2.blur(is_static, (size, size), borderType=cv2.BORDER_CONSTANT)
        half = size // 2
        centres = np.argwhere(share[half:-half, half:-half] > 0.97)
        for y, x in centres[:: max(1, len(centres) // per_clip)][:per_clip]:
            patches.append(clip.frames[0][y : y + size, x : x + size])
    return patches


def find_fields(clips: list[TeacherClip]) -> dict[str, list[np.ndarray]]:
    """The motion of the clips by group, a few clips of every recording."""
    fields: dict[str, list[np.ndarray]] = {clip.note.group: [] for clip in clips}
    seen: Counter[str] = Counter()
    for clip in clips:
        seen[clip.note.family] += 1
        field = fill_field(clip.flow, clip.trust * clip.moving)
        if field is not None and seen[clip.note.family] <= MOST_PER_FAMILY:
            fields[clip.note.group].append(field)
    return fields


def find_grafts(clips: list[TeacherClip]) -> list[Graft]:
    """The land of the clips with enough of it."""
    found = (find_land(clip.frames[0], (clip.moving == 0) & (clip.certainty > 0.9)) for clip in clips)
    return [land for land in found if land is not None]


def picture_to_tensor(frames: np.ndarray) -> torch.Tensor:
    """N×H×W×3 in [0, 255] → N×3×H×W in [-1, 1]."""
    return torch.from_numpy(np.ascontiguousarray(frames, np.float32)).permute(0, 3, 1, 2) / 127.5 - 1


def encoder_input(flow: np.ndarray) -> torch.Tensor:
    """Clip flow H×W×2 in px at 256×256 → 2×128×128 in normalised units, as E_M expects it."""
    small = cv2.resize(flow, (128, 128), interpolation=cv2.INTER_AREA)
    return torch.from_numpy(np.ascontiguousarray(small.transpose(2, 0, 1))) / PX_PER_UNIT


def collate(examples: list[Example]) -> Batch:
    """Stacks examples into the tensors for the losses."""

    def plane(name: str) -> torch.Tensor:
        return torch.from_numpy(np.stack([getattr(example, name) for example in examples]))[:, None]

    flow = torch.from_numpy(np.stack([example.flow for example in examples])).permute(0, 3, 1, 2)
    return {
        "image": picture_to_tensor(np.stack([example.earlier for example in examples])),
        "next": picture_to_tensor(np.stack([example.later for example in examples])),
        "flow": flow.contiguous() / PX_PER_UNIT,
        "clip_flow": torch.stack([encoder_input(example.clip_flow) for example in examples]),
        "trust": plane("trust"),
        "moving": plane("moving"),
        "certainty": plane("certainty"),
        "movable": plane("movable"),
        "movable_certainty": plane("movable_certainty"),
        "has_pair": torch.tensor([float(example.has_pair) for example in examples]),
    }
