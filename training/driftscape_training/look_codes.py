"""The second phase of appearance training: codes of looks alone, as an autoencoder of statistics. Without
pictures an example costs next to nothing, and a code soon describes a look as well as eight numbers can."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from .colour import rgb_to_lab
from .looks.distance import look_distance
from .looks.features import FEATURES, looks_of, measure_features, presence_of, regroup, spread_presence
from .looks.lit_views import LitViews
from .networks.look_code import CODE_SIZE, LookCode
from .trainer import Batch, TrainerSettings, train

_BATCH = 256
# Side of the pictures whose looks are measured, and how many are drawn at once.
_SIZE, _DRAWN = 64, 256
_LEARNING_RATE = 2e-3
_WARMUP_STEPS = 150
_GAUSSIAN_WEIGHT, _NOISE = 0.3, 0.05
# Share of the examples of which a region may be hidden, the odds that it is, and the weight that is left.
_HIDING, _HIDDEN, _HIDDEN_WEIGHT = 0.5, 0.15, 0.3
# Weights of sky, land and water.
_REGION_WEIGHTS = (1.0, 1.0, 0.4)


def fit_look_codes(codes: LookCode, views: LitViews, run: Path, looks: int, steps: int, seed: int) -> None:
    """Trains `codes` for `steps` steps on `looks` looks of pictures in various lights; `run` gets
    checkpoints, from which an interrupted run resumes."""
    features, presence = draw_features(views, looks, seed)
    torch.manual_seed(seed)
    begin_with_components(codes, features, presence)

    def draw_batch(rng: np.random.Generator) -> Batch:
        picks = rng.integers(len(features), size=_BATCH)
        return {"features": features[picks], "presence": presence[picks]}

    settings = TrainerSettings(
        steps=steps,
        learning_rate=_LEARNING_RATE,
        warmup_steps=_WARMUP_STEPS,
        weight_decay=1e-4,
        seed=seed,
        uses_bfloat16=False,
    )
    train(
        codes,
        lambda model, batch: {"total": _loss(model, batch["features"], batch["presence"])},
        draw_batch,
        run,
        settings,
        {"kind": "codes of looks", "looks": looks, "seed": seed},
    )
    codes.cpu()


@torch.no_grad()
def draw_features(views: LitViews, count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Features count×FEATURES of the looks of pictures in various lights, and the presence of their regions,
    count×3."""
    rng, generator = np.random.default_rng([seed, 2]), torch.Generator().manual_seed(seed)
    features, presence = [], []
    for _ in tqdm(range(-(-count // _DRAWN)), desc="looks", mininterval=5, dynamic_ncols=True):
        pictures, shares = views.draw(_DRAWN, _SIZE, rng, generator)
        shares = regroup(shares)
        features.append(measure_features(rgb_to_lab(pictures), shares))
        presence.append(presence_of(shares))
    return torch.cat(features)[:count], torch.cat(presence)[:count]


@torch.no_grad()
def begin_with_components(codes: LookCode, features: Tensor, presence: Tensor) -> None:
    """Makes the linear maps of `codes` those of the first principal components."""
    weights = spread_presence(presence)
    total = weights.sum(0) + 1e-6
    codes.mean.copy_((features * weights).sum(0) / total)
    deviations = (features - codes.mean) * weights
    codes.scale.copy_((deviations.square().sum(0) / total).sqrt().clamp(min=1e-3))
    importance = _importance()
    _, _, axes = torch.pca_lowrank(deviations / codes.scale * importance, CODE_SIZE, center=False)
    spread = (deviations / codes.scale * importance @ axes).square().mean(0).sqrt().clamp(min=1e-3)
    codes.encoder.line.weight.zero_()
    codes.encoder.line.weight[:, :FEATURES] = (importance[:, None] * axes / spread).T
    codes.encoder.line.bias.zero_()
    codes.decoder.line.weight.copy_(axes / importance[:, None] * spread)
    codes.decoder.line.bias.zero_()


def _importance() -> Tensor:
    """Of each feature for the components: mean colours matter most, those of heights repeat one another."""
    of_region = torch.tensor([3.0, 3.0, 3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    importance = torch.full((FEATURES,), 0.3)
    importance[: 3 * len(of_region)] = torch.cat([of_region, of_region, of_region])
    return importance


def _loss(codes: LookCode, features: Tensor, presence: Tensor) -> Tensor:
    """Distance of decoded looks to those seen, in parts of ten Lab units, and of codes to a unit Gaussian."""
    is_hiding = torch.rand(len(features), 1) < _HIDING
    hidden = ((torch.rand(presence.shape) < _HIDDEN) & is_hiding).float()
    code = codes.encode(features, presence * (1 - hidden))
    decoded = looks_of(codes.decode(code + _NOISE * torch.randn_like(code)))
    weight = torch.tensor(_REGION_WEIGHTS) * presence * (1 - (1 - _HIDDEN_WEIGHT) * hidden)
    distance = (look_distance(decoded, looks_of(features)) * weight).sum() / weight.sum().clamp(min=1) / 10
    return distance + _GAUSSIAN_WEIGHT * gaussian_distance(code)


def gaussian_distance(codes: Tensor) -> Tensor:
    """Maximum mean discrepancy between codes N×8 and as many samples of a unit Gaussian (multi-scale IMQ
    kernel)."""
    drawn = torch.randn_like(codes)
    size = 2.0 * codes.shape[1]

    def kernel(first: Tensor, second: Tensor) -> Tensor:
        squared = (first[:, None] - second[None]).square().sum(-1)
        return sum(size * scale / (size * scale + squared) for scale in (0.1, 0.5, 1.0, 2.0))

    off_diagonal = 1 - torch.eye(len(codes), device=codes.device)
    pairs = len(codes) * (len(codes) - 1)
    within = ((kernel(codes, codes) + kernel(drawn, drawn)) * off_diagonal).sum() / pairs
    return within - 2 * kernel(codes, drawn).mean()
