"""The first phase of motion training: encoder and layout alone, as an autoencoder of flows. Without pictures,
an example costs a fiftieth of a whole one, and a code soon describes any flow as well as eight numbers
can."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from .augment import FASTEST_PX
from .dataset import REVERSED_SHARE, MotionBatches
from .networks.encoder import MotionEncoder
from .networks.layout import Layout, enlarge_field
from .networks.motion import FLOW_BOUND
from .warp import PX_PER_UNIT

SIZE = 48
BATCH = 96
LEARNING_RATE = 2e-3
KL_WEIGHT = 1e-3
MASK_WEIGHT = 0.3


@dataclass(frozen=True)
class Flows:
    """Windows of clips' flows, px at 256×256: `seen` N×2×S×S is the encoder's input, `target` N×2×S×S,
    `trust` and `moving` N×1×S×S."""

    seen: Tensor
    target: Tensor
    trust: Tensor
    moving: Tensor


def fit_codes(encoder: MotionEncoder, layout: Layout, batches: MotionBatches, steps: int, seed: int) -> None:
    """Trains encoder and layout together for `steps` steps; the learning rate falls along a cosine to
    zero."""
    rng = np.random.default_rng([seed, 0])
    torch.manual_seed(seed)
    planes = torch.stack([_planes(clip.mean, clip.flow, clip.trust, clip.moving) for clip in batches.clips])
    reversed_share = np.array([REVERSED_SHARE[clip.note.group] for clip in batches.clips])
    parameters = [*encoder.parameters(), *layout.parameters()]
    optimizer = torch.optim.AdamW(parameters, LEARNING_RATE, weight_decay=1e-4)
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LEARNING_RATE, total_steps=steps + 1, pct_start=0.05
    )
    bar = tqdm(range(steps), desc="codes", unit="step", mininterval=5, dynamic_ncols=True)
    for _ in bar:
        picks = rng.choice(len(planes), BATCH, p=batches.chances)
        loss = _loss(encoder, layout, _draw(planes[picks], rng, reversed_share[picks]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        rate.step()
        bar.set_postfix({"loss": f"{float(loss.detach()):.3f}"}, refresh=False)


def _planes(mean: np.ndarray, flow: np.ndarray, trust: np.ndarray, moving: np.ndarray) -> Tensor:
    """6×S×S of a clip."""
    whole = np.concatenate((mean, flow, trust[..., None], moving[..., None]), -1).astype(np.float32)
    small = [cv2.resize(whole[..., i], (SIZE, SIZE), interpolation=cv2.INTER_AREA) for i in range(6)]
    return torch.from_numpy(np.stack(small))


def _draw(planes: Tensor, rng: np.random.Generator, reversed_share: np.ndarray) -> Flows:
    """Windows of 45–100 % per side: slightly rotated, mirrored, reversed, at other speeds."""
    count = len(planes)
    is_whole = rng.random(count) < 0.25
    sides = np.where(is_whole[:, None], 1, rng.uniform(0.45, 1, (count, 2)))
    turn = np.where(is_whole, 0, rng.normal(0, 0.15, count))
    centre = rng.uniform(-1, 1, (count, 2)) * (1 - sides)
    cos, sin = np.cos(turn), np.sin(turn)
    outward = np.stack((np.stack((cos, -sin), -1), np.stack((sin, cos), -1)), 1) * sides[:, None]
    outward[:, :, 0] *= np.where(rng.random(count) < 0.5, -1, 1)[:, None]
    speed = np.where(rng.random(count) < 0.5, np.exp(rng.normal(0, 0.4, count)), 1)
    speed = speed * np.where(rng.random(count) < reversed_share, -1, 1)
    inward = torch.from_numpy(np.linalg.inv(outward) * speed[:, None, None]).float()
    matrix = torch.from_numpy(np.concatenate((outward, centre[..., None]), 2)).float()
    grid = functional.affine_grid(matrix, list(planes.shape), align_corners=False)
    cut = functional.grid_sample(planes, grid, padding_mode="reflection", align_corners=False)
    seen, target = (
        _limit_speed(torch.einsum("nij,njhw->nihw", inward, flow)) for flow in (cut[:, :2], cut[:, 2:4])
    )
    return Flows(seen, target, cut[:, 4:5], cut[:, 5:6])


def _limit_speed(flow: Tensor) -> Tensor:
    return flow * (FASTEST_PX / flow.norm(dim=1, keepdim=True).clamp(min=1e-6)).clamp(max=1)


def _loss(encoder: MotionEncoder, layout: Layout, flows: Flows) -> Tensor:
    """Distance of the layout's field to the flow where it moves, relative to its speed; its mask; the KL
    term."""
    mean, log_variance = encoder.posterior(flows.seen / PX_PER_UNIT)
    drawn = layout(mean + torch.randn_like(mean) * (0.5 * log_variance).exp())
    field = FLOW_BOUND * PX_PER_UNIT * torch.tanh(enlarge_field(drawn.field, SIZE))
    weight = flows.trust * flows.moving
    known = weight.sum((1, 2, 3)).clamp(min=16)
    target_speed = (flows.target.square().sum(1, keepdim=True) + 1e-4).sqrt()
    scale = ((target_speed * weight).sum((1, 2, 3)) / known).clamp(min=0.3)
    distance = ((field - flows.target).square().sum(1, keepdim=True) + 1e-3).sqrt()
    distance = ((distance * weight).sum((1, 2, 3)) / known / scale).mean()
    logits = functional.interpolate(drawn.mask, size=(SIZE, SIZE), mode="bilinear", align_corners=False)
    mask = functional.binary_cross_entropy_with_logits(logits, flows.moving)
    divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()
    return distance + MASK_WEIGHT * mask + KL_WEIGHT * divergence
