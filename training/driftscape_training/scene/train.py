"""`scene`: trains the scene network."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import cv2
import torch
import typer

from ..errors import TrainingError
from ..networks.scene import SCENE_SIZE, SceneNetwork, load_first_weights
from ..trainer import TrainerSettings, train
from .batches import SceneBatches
from .losses import compute_losses
from .validation import SceneValidation

# Backbone blocks before this one keep their ImageNet weights: they cost most and gain least.
FIRST_LEARNING_BLOCK = 5
BACKBONE_RATE = 0.15


def parameter_groups(network: SceneNetwork) -> list[dict]:
    """Optimizer groups: early blocks of the backbone frozen, its later ones slower than the decoder."""
    for name, parameter in network.backbone.named_parameters():
        parts = name.split(".")
        parameter.requires_grad_(parts[0] == "_blocks" and int(parts[1]) >= FIRST_LEARNING_BLOCK)
    slow = [parameter for parameter in network.backbone.parameters() if parameter.requires_grad]
    others = [parameter for name, parameter in network.named_parameters() if not name.startswith("backbone")]
    return [{"params": others}, {"params": slow, "lr_scale": BACKBONE_RATE}]


def run(
    pictures: Annotated[Path, typer.Option(help="Folder with index.tsv and pictures/.")],
    run: Annotated[Path, typer.Option(help="Checkpoints and curves; resumes from them.")] = Path(
        "runs/scene"
    ),
    minutes: Annotated[float, typer.Option(help="Training time, total over all resumed parts.")] = 90,
    steps: Annotated[int, typer.Option(help="Upper limit of steps.")] = 1_000_000,
    size: Annotated[
        int, typer.Option(help="Side of the examples: a multiple of 96, smaller is quicker.")
    ] = SCENE_SIZE,
    batch_size: Annotated[int, typer.Option()] = 8,
    learning_rate: Annotated[float, typer.Option()] = 8e-4,
    seed: Annotated[int, typer.Option()] = 0,
    threads: Annotated[int, typer.Option(help="CPU threads.")] = 1,
) -> None:
    """Trains the scene network on pictures with labelled regions; new and changed pictures are used when it
    resumes."""
    if size % 96:
        raise TrainingError(f"--size {size}: not a multiple of 96; take 192, 288 or {SCENE_SIZE}")
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)
    network = SceneNetwork()
    load_first_weights(network)
    batches = SceneBatches(pictures, batch_size, size)
    settings = TrainerSettings(
        steps=steps,
        minutes=minutes,
        learning_rate=learning_rate,
        ema_decay=0.997,
        seed=seed,
        validate_seconds=300,
        uses_bfloat16=False,
    )
    kinds = Counter(one.entry.kind for one in batches.training)
    train(
        network,
        compute_losses,
        batches.draw,
        run,
        settings,
        {
            "kind": "scene",
            "pictures": dict(kinds),
            "held_out": len(batches.held_out),
            "licences": dict(Counter(one.entry.licence for one in batches.training).most_common()),
            "size": size,
            "batch_size": batch_size,
            "seed": seed,
        },
        SceneValidation(batches.held_out) if batches.held_out else None,
        parameter_groups(network),
    )
