"""`motion`: trains the motion predictor and its encoder together."""

from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from torch import Tensor, nn
from torch.nn import functional

from .bundle import read_description
from .codes import fit_codes
from .dataset import MotionBatches, encoder_input, picture_to_tensor
from .evaluate.metrics import compare_flows, mean_of, moving_area, next_frame_gain
from .networks.backbone import load_imagenet_weights
from .networks.encoder import MotionEncoder
from .networks.from_bundle import read_encoder, read_predictor
from .networks.motion import MotionPredictor, Prediction
from .prepare import read_cache
from .trainer import Batch, Losses, TrainerSettings, train
from .warp import PX_PER_UNIT, warp

# Share of examples with the code of another clip: then only the photo shows where things can move.
FOREIGN_CODE_SHARE = 0.25
KL_WEIGHT = 1e-3
# In river pictures less moves than not, and missing it is the worse error.
MOVING_WEIGHT = 4.0
# Under the code of another clip, water that is static here could also flow; weight of its static label.
DOUBT = 0.2
# Steps of the first phase, see `codes`.
CODE_STEPS = 10_000
# Backbone blocks up to here keep their ImageNet weights; later ones learn slowly.
FIRST_LEARNING_BLOCK = 12
# Codes of other clips that validation tries on every clip: land must be static under them too.
OTHER_CODES = 3


class MotionNetworks(nn.Module):
    """Predictor and encoder, trained together."""

    def __init__(self) -> None:
        super().__init__()
        self.predictor = MotionPredictor()
        self.encoder = MotionEncoder()


def parameter_groups(networks: MotionNetworks) -> list[dict]:
    """Optimizer groups. Early blocks, batch norm and depthwise filters of the backbone are frozen (they cost
    half of the time and gain least from so few clips); its other filters learn ten times more slowly, and the
    layers that interpret codes, which are known from the first phase, five times."""
    slow, codes, fast = [], [], []
    for name, parameter in networks.named_parameters():
        if name.startswith(("encoder", "predictor.layout")):
            codes.append(parameter)
        elif name.startswith("predictor.backbone"):
            parts = name.split(".")
            block = int(parts[3]) if parts[2] == "_blocks" else -1
            parameter.requires_grad_(
                block >= FIRST_LEARNING_BLOCK and "bn" not in name and "depthwise" not in name
            )
            if parameter.requires_grad:
                slow.append(parameter)
        else:
            fast.append(parameter)
    return [{"params": fast}, {"params": codes, "lr_scale": 0.2}, {"params": slow, "lr_scale": 0.1}]


def compute_losses(networks: MotionNetworks, batch: Batch) -> Losses:
    """The losses of algorithm §7, speeds relative to each clip's own so that slow clips count as much."""
    mean, log_variance = networks.encoder.posterior(batch["clip_flow"])
    mean, log_variance = mean.float(), log_variance.float()
    code = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
    count = len(code)
    is_own = (torch.arange(count, device=code.device) >= round(FOREIGN_CODE_SHARE * count)).float()
    code = torch.where(is_own[:, None] > 0, code, code.roll(1, 0))
    image = batch["image"].contiguous(memory_format=torch.channels_last)
    prediction = networks.predictor.predict(image, code)
    with torch.autocast(image.device.type, enabled=False):
        losses = motion_losses(prediction, batch, is_own)
        divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()
    losses["kl"] = divergence
    losses["total"] = losses["total"] + KL_WEIGHT * divergence
    return losses


def motion_losses(prediction: Prediction, batch: Batch, is_own: Tensor) -> Losses:
    """Distance to the teacher, direction, speed, mask and photometric terms; all but the masks' only count if
    the code is the clip's own (`is_own`, N)."""
    flow, field = prediction.flow.float(), prediction.field.float()
    trust, moving, certainty = batch["trust"], batch["moving"], batch["certainty"]
    can_move = batch["movable"] * (1 - moving) * (1 - is_own[:, None, None, None])
    target, flow_px, field_px = (values * PX_PER_UNIT for values in (batch["flow"], flow, field))
    target_speed = length(target)
    weight = trust * (moving > 0.5)
    scale = weighted_mean(target_speed, weight).clamp(min=0.3)

    distance = weighted_mean(length(flow_px - target), trust) / scale
    speed = weighted_mean((length(flow_px) - target_speed).abs(), weight) / scale
    # Robust distances shrink uncertain vectors; the clip's mean speed must be right nevertheless.
    mean_speed = (
        weighted_mean(length(flow_px), weight) / weighted_mean(target_speed, weight).clamp(min=0.1) - 1
    ).abs()
    mean_speed = mean_speed * (weight.mean((1, 2, 3)) > 0.01)
    # The field is smooth, so it is compared at its own size, in the moving area only.
    share = functional.avg_pool2d(weight, 4)
    coarse = functional.avg_pool2d(target * weight, 4) / share.clamp(min=1e-3)
    reach = (length(coarse) / 0.5).clamp(max=1)
    unmasked = weighted_mean(length(field_px - coarse), share) / scale
    direction = weighted_mean(
        1 - functional.cosine_similarity(field_px, coarse, 1, 1e-3)[:, None], share * reach
    )
    mask = mask_distance(
        prediction.logits.float(), moving, certainty * (1 - (1 - DOUBT) * can_move), MOVING_WEIGHT
    )
    movable = mask_distance(prediction.movable.float(), batch["movable"], batch["movable_certainty"])
    smoothness = (total_variation(field_px) / scale).mean()
    photometric = photometric_distance(flow, batch, moving)

    def own(values: Tensor, chosen: Tensor = is_own) -> Tensor:
        return (values * chosen).sum() / chosen.sum().clamp(min=1)

    losses = {
        "flow": own(distance),
        "field": own(unmasked),
        "direction": own(direction),
        "speed": own(speed),
        "mean_speed": own(mean_speed),
        "mask": mask.mean(),
        "movable": movable.mean(),
        "photo": own(photometric, is_own * batch["has_pair"]),
        "smooth": smoothness,
    }
    losses["total"] = (
        losses["flow"]
        + 0.5 * losses["field"]
        + 0.7 * losses["direction"]
        + 0.4 * losses["speed"]
        + 0.3 * losses["mean_speed"]
        + losses["mask"]
        + losses["movable"]
        + 0.8 * losses["photo"]
        + 0.02 * losses["smooth"]
    )
    return losses


def mask_distance(logits: Tensor, moving: Tensor, certainty: Tensor, moving_weight: float = 1) -> Tensor:
    """N weighted cross-entropies between a mask and the moving area."""
    entropy = functional.binary_cross_entropy_with_logits(logits, moving, reduction="none")
    return weighted_mean(entropy, certainty * (1 + (moving_weight - 1) * moving))


def length(vectors: Tensor) -> Tensor:
    """N×1×H×W length, differentiable at zero."""
    return (vectors.square().sum(1, keepdim=True) + 1e-4).sqrt()


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    """N weighted means over the picture; 0 if all weights are 0."""
    return (values * weights).sum((1, 2, 3)) / weights.sum((1, 2, 3)).clamp(min=16)


def total_variation(values: Tensor) -> Tensor:
    """N means of absolute differences between neighbours."""
    across = (values[..., 1:] - values[..., :-1]).abs().mean((1, 2, 3))
    return across + (values[:, :, 1:] - values[:, :, :-1]).abs().mean((1, 2, 3))


def photometric_distance(flow: Tensor, batch: Batch, moving: Tensor) -> Tensor:
    """N robust distances of the moved frame to the next one, relative to that of the unmoved frame."""
    moved = warp(batch["image"], flow)
    weight = 0.1 + moving
    left = weighted_mean((moved - batch["next"]).abs().mean(1, keepdim=True), weight)
    before = weighted_mean((batch["image"] - batch["next"]).abs().mean(1, keepdim=True), weight)
    return left / (before + 0.02)


class Validation:
    """Quick figures on the held-out clips with the PyTorch networks (`evaluate` uses the exported
    files)."""

    def __init__(self, cache: Path, frames_per_clip: int = 1) -> None:
        self.samples = []
        for note in read_cache(cache, "valid"):
            with np.load(cache / f"{note.id}.npz") as arrays:
                frames, mean = arrays["frames"], arrays["mean"].astype(np.float32).transpose(1, 2, 0)
            for t in np.linspace(0, len(frames) - 2, frames_per_clip + 2).astype(int)[1:-1]:
                self.samples.append((frames[t], frames[t + 1], np.ascontiguousarray(mean)))

    @torch.no_grad()
    def __call__(self, networks: MotionNetworks) -> dict[str, float]:
        device = next(networks.parameters()).device
        flows = torch.stack([encoder_input(mean) for _, _, mean in self.samples]).to(device)
        codes = networks.encoder(flows)
        spread = np.linspace(0, len(codes), 1 + OTHER_CODES, endpoint=False).astype(int)
        rows = []
        for own, (frame, later, mean) in enumerate(self.samples):
            image = picture_to_tensor(frame[None]).to(device)
            tried = codes.roll(-own, 0)[spread]
            predicted = [
                networks.predictor(image, code[None])[0].permute(1, 2, 0).cpu().numpy() for code in tried
            ]
            predicted = [flow * PX_PER_UNIT for flow in predicted]
            row = compare_flows(predicted[0], mean)
            row["gain"] = next_frame_gain(frame, later, predicted[0], 1, moving_area(mean))[1]
            row["land_speed"] = mean_of([compare_flows(flow, mean)["static_speed"] for flow in predicted[1:]])
            rows.append(row)
        figures = {name: mean_of([row[name] for row in rows]) or 0.0 for name in rows[0]}
        figures["score"] = (
            figures["direction"]
            + figures["iou"]
            + figures["gain"] / 3
            - 0.5 * figures["leakage"]
            - figures["land_speed"]
            - abs(1 - figures["speed_ratio"])
        )
        return figures


def fill_with_first_weights(networks: MotionNetworks, bundle: Path | None) -> str:
    """Initial weights of a new run: those of a bundle, or ImageNet's in the backbone only. Returns a
    description. Raises TrainingError if the bundle is damaged or of another network."""
    if bundle is None:
        load_imagenet_weights(networks.predictor.backbone)
        return "ImageNet"
    description = read_description(bundle)
    read_predictor(networks.predictor, bundle / "motion.onnx")
    read_encoder(networks.encoder, bundle / "motion-encoder.onnx")
    return f"{description['name']} {description['version']}"


def run(
    cache: Annotated[Path, typer.Option(help="Output of `prepare`.")] = Path("cache"),
    runs: Annotated[Path, typer.Option(help="Checkpoints and curves; resumes from them.")] = Path(
        "runs/motion"
    ),
    minutes: Annotated[float, typer.Option(help="Training time, total over all resumed parts.")] = 60,
    steps: Annotated[int, typer.Option(help="Upper limit of steps.")] = 1_000_000,
    batch_size: Annotated[int, typer.Option()] = 8,
    learning_rate: Annotated[float, typer.Option()] = 8e-4,
    seed: Annotated[int, typer.Option()] = 0,
    threads: Annotated[int, typer.Option(help="CPU threads.")] = 1,
    land: Annotated[
        Path | None,
        typer.Option(help="Folder of pictures that show only land, to be pasted in front of clips."),
    ] = None,
    scenes: Annotated[
        Path | None,
        typer.Option(help="Folder of hand-drawn masks, <clip id>.mask.png or next to <photo>.jpg."),
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--from", help="Bundle whose motion networks a new run starts with.")
    ] = None,
) -> None:
    """Trains the motion predictor and encoder on a prepared cache."""
    torch.set_num_threads(threads)
    networks = MotionNetworks()
    origin = fill_with_first_weights(networks, start)
    batches = MotionBatches(cache, batch_size, land, scenes)
    if start is None and not (runs / "checkpoint.pt").exists():
        fit_codes(networks.encoder, networks.predictor.layout, batches, min(steps, CODE_STEPS), seed)
    settings = TrainerSettings(
        steps=steps,
        minutes=minutes,
        learning_rate=learning_rate,
        ema_decay=0.998,
        seed=seed,
        validate_seconds=600,
    )
    train(
        networks,
        compute_losses,
        batches.draw,
        runs,
        settings,
        {
            "kind": "motion",
            "clips": len(batches.clips),
            "batch_size": batch_size,
            "seed": seed,
            "from": origin,
            "land_pictures": len(batches.ground),
            "drawn_clips": batches.drawn_clips,
            "drawn_photos": len(batches.scenes),
        },
        Validation(cache),
        parameter_groups(networks),
    )
