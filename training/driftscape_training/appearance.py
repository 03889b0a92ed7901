"""`driftscape-training appearance`: trains predictor and encoder of light together (algorithm §5, §7)."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer

from .appearance_data import Sequence, read_sequences
from .appearance_loss import compute_appearance_losses
from .colour import colour_distance
from .errors import TrainingError
from .looks.built_in import read_looks
from .looks.pairs import LookPairs
from .looks.pool import load_pool
from .networks.appearance import (
    TRANSFER_FORMS,
    WORKING_SIZE,
    AppearancePair,
    enlarge_maps,
    transfer_colours,
)
from .networks.from_bundle import read_appearance
from .pair_source import PairSource
from .trainer import TrainerSettings, load_checkpoint, load_weights, train
from .views import to_tensor

_JUDGED_PAIRS = 64


def run(
    clips: Annotated[Path, typer.Option(help="folder with index.tsv or video files")] = Path(
        "../../shared/data"
    ),
    out: Annotated[Path, typer.Option(help="folder of the run; resumed if it has a checkpoint")] = Path(
        "runs/appearance"
    ),
    minutes: Annotated[float | None, typer.Option(help="time limit, total over all resumed parts")] = None,
    steps: Annotated[int, typer.Option(help="step limit")] = 100_000,
    batch: Annotated[int, typer.Option(help="pairs per step")] = 32,
    learning_rate: Annotated[float, typer.Option(help="highest learning rate")] = 1e-3,
    transfer: Annotated[str, typer.Option(help="colour transfer form: tanh or tanh-artanh")] = "tanh",
    seed: Annotated[int, typer.Option(help="seed of weights and batches")] = 0,
    photos: Annotated[
        Path | None,
        typer.Option(help="folder of photos to be relit with looks, and to take light from"),
    ] = None,
    looks: Annotated[Path, typer.Option(help="the engine's looks, for --photos")] = Path(
        "../models/looks.json"
    ),
    scene: Annotated[
        Path, typer.Option(help="bundle whose scene network finds regions, for --photos")
    ] = Path("../models/default"),
    begin: Annotated[Path | None, typer.Option("--from", help="bundle whose networks to start with")] = None,
    bfloat16: Annotated[bool, typer.Option(help="half precision; slow on CPUs that only emulate it")] = False,
    threads: Annotated[int, typer.Option(help="CPU threads; 0: all")] = 0,
) -> None:
    """Train how light changes, from sequences over hours and from relit frames of any clip."""
    if threads:
        torch.set_num_threads(threads)
    if transfer not in TRANSFER_FORMS:
        raise TrainingError(f"--transfer must be one of {', '.join(TRANSFER_FORMS)}, not {transfer!r}")
    sequences, left_out = read_sequences(clips, "train")
    stills, unread = read_stills(clips)
    for line in left_out + unread:
        typer.echo(f"left out: {line}")
    held_out, _ = read_sequences(clips, "valid")
    typer.echo(f"{len(sequences)} sequences, {len(stills)} other clips to relight, {len(held_out)} held out")
    made = held_out_pairs = None
    if photos:
        known = read_looks(looks)
        made = LookPairs(load_pool(photos, sequences, scene, out / "pool.npz"), known)
        if held_out:
            pool = load_pool(None, held_out, scene, out / "held-out.npz")
            held_out_pairs = LookPairs(pool, known).draw(
                _JUDGED_PAIRS, np.random.default_rng(0), torch.Generator().manual_seed(0)
            )
    torch.manual_seed(seed)
    model = AppearancePair()
    if begin:
        read_appearance(model, begin)
    train(
        model,
        lambda model, drawn: compute_appearance_losses(model, drawn, transfer),
        PairSource(sequences, stills, batch, made).draw,
        out,
        TrainerSettings(
            steps=steps, minutes=minutes, learning_rate=learning_rate, seed=seed, uses_bfloat16=bfloat16
        ),
        {"kind": "appearance", "transfer": transfer, "batch": batch, "clips": len(sequences)},
        make_validation(held_out, transfer, held_out_pairs) if held_out else None,
    )


def read_stills(clips: Path) -> tuple[list[Sequence], list[str]]:
    """Some frames of every motion clip in the index, for relighting; none if there is no index."""
    if not (clips / "index.tsv").exists():
        return [], []
    try:
        return read_sequences(clips, "train", "motion", limit=4)
    except TrainingError:
        return [], []


def far_pairs(count: int) -> list[tuple[int, int]]:
    """Index pairs of frames that are a quarter, a half and three quarters of a sequence's length apart
    (cyclic)."""
    return [(i, (i + count * quarter // 4) % count) for quarter in (1, 2, 3) for i in range(count)]


def make_validation(
    sequences: list[Sequence], form: str, pairs: dict[str, torch.Tensor] | None = None
) -> Callable[[AppearancePair], dict[str, float]]:
    """A validation: colour distance in Lab to the true far frame ÷ that of repeating the photo, per sequence
    and in the mean, at working size (algorithm §10), and the same for targets of `pairs` made by looks;
    `score` is minus the sum of both."""
    prepared = []
    for sequence in sequences:
        frames = torch.nn.functional.interpolate(
            to_tensor(sequence.frames), size=(WORKING_SIZE,) * 2, mode="area"
        )
        photo, target = (frames[list(side)] for side in zip(*far_pairs(len(frames)), strict=True))
        prepared.append((sequence.name, photo, target, colour_distance(photo, target, 32)))

    @torch.no_grad()
    def validate(model: AppearancePair) -> dict[str, float]:
        figures = {}
        for name, photo, target, repeated in prepared:
            maps = enlarge_maps(*model.predictor(photo, model.encoder(target)), photo)
            result = transfer_colours(photo, *maps, form)
            figures[name[-12:]] = float(colour_distance(result, target, 32).mean() / repeated.mean())
        figures["ratio"] = sum(figures.values()) / len(figures)
        if pairs:
            maps = enlarge_maps(
                *model.predictor(pairs["photo"], model.encoder(pairs["light"])), pairs["photo"]
            )
            result = transfer_colours(pairs["photo"], *maps, form)
            left, repeated = (colour_distance(one, pairs["target"], 32) for one in (result, pairs["photo"]))
            figures["looks"] = float(left.mean() / repeated.mean())
        return figures | {"score": -figures["ratio"] - figures.get("looks", 0)}

    return validate


def load_appearance(path: Path) -> tuple[AppearancePair, dict[str, Any]]:
    """A model with the averaged weights of a checkpoint, and the checkpoint's description with its step."""
    checkpoint = load_checkpoint(path)
    description = checkpoint["description"]
    if description.get("kind") != "appearance":
        raise TrainingError(
            f"{path}: expected an appearance checkpoint, found {description.get('kind', 'another')}"
        )
    model = AppearancePair().eval()
    load_weights(model, checkpoint["average"], path)
    progress = checkpoint["progress"]
    return model, description | {"step": progress["step"], "minutes": progress["elapsed_seconds"] / 60}
