"""`driftscape-training appearance`: learns regions and codes of light (algorithm §5.1, §7)."""

from pathlib import Path
from typing import Annotated, Any

import torch
import typer

from .appearance_data import Sequence, read_sequences
from .bundle import SCENE_FILE
from .errors import TrainingError
from .look_codes import fit_look_codes
from .looks.built_in import read_looks
from .looks.lit_views import LitViews
from .looks.pool import load_pool
from .networks.appearance import AppearanceNetworks
from .networks.regions import begin_with_scene
from .region_training import fit_regions

CHECKPOINT = "checkpoint.pt"
# Folders of the two phases.
_REGIONS, _CODES = "regions", "codes"
_POOL = "pool.npz"


def run(
    clips: Annotated[Path, typer.Option(help="folder with index.tsv or video files")] = Path(
        "../../shared/data"
    ),
    out: Annotated[Path, typer.Option(help="folder of the run, which resumes from it")] = Path(
        "runs/appearance"
    ),
    region_steps: Annotated[int, typer.Option(help="steps of the first phase, 16 pictures each")] = 1500,
    code_steps: Annotated[int, typer.Option(help="steps of the second phase, 256 looks each")] = 3000,
    looks: Annotated[int, typer.Option(help="looks to measure for the second phase")] = 40_000,
    seed: Annotated[int, typer.Option(help="seed of weights and batches")] = 0,
    photos: Annotated[Path | None, typer.Option(help="folder of photos to learn from, too")] = None,
    built_in: Annotated[Path, typer.Option(help="the engine's looks, given to some pictures first")] = Path(
        "../models/looks.json"
    ),
    scene: Annotated[Path, typer.Option(help="bundle whose scene network is the teacher of regions")] = Path(
        "../models/default"
    ),
    threads: Annotated[int, typer.Option(help="CPU threads; 0: all")] = 0,
) -> None:
    """Train what light is: the regions of pictures, and eight numbers for the colours of regions."""
    if threads:
        torch.set_num_threads(threads)
    sequences, left_out = read_sequences(clips, "train")
    stills, unread = read_stills(clips)
    for line in left_out + unread:
        typer.echo(f"left out: {line}")
    typer.echo(f"{len(sequences)} sequences, {len(stills)} other clips")
    known = read_looks(built_in)
    pool = load_pool(photos, sequences + stills, scene, out / _POOL)
    views = LitViews(pool, known)
    torch.manual_seed(seed)
    networks = AppearanceNetworks()
    begin_with_scene(networks.regions, scene / SCENE_FILE)
    fit_regions(networks.regions, views, out / _REGIONS, region_steps, seed)
    fit_look_codes(networks.codes, views, out / _CODES, looks, code_steps, seed)
    description = {
        "kind": "appearance",
        "clips": len(sequences),
        "frames": sum(len(sequence.frames) for sequence in sequences),
        "otherClips": len(stills),
        "pictures": len(pool.pictures),
        "regionSteps": region_steps,
        "codeSteps": code_steps,
        "looks": looks,
        "seed": seed,
    }
    torch.save({"weights": networks.state_dict(), "description": description}, out / CHECKPOINT)


def read_stills(clips: Path) -> tuple[list[Sequence], list[str]]:
    """Some frames of every motion clip in the index; none if there is no index."""
    if not (clips / "index.tsv").exists():
        return [], []
    try:
        return read_sequences(clips, "train", "motion", limit=4)
    except TrainingError:
        return [], []


def load_appearance(path: Path) -> tuple[AppearanceNetworks, dict[str, Any]]:
    """Trained networks and the description of their run. Raises TrainingError for any other file."""
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        description = checkpoint["description"]
        if description["kind"] != "appearance":
            raise TrainingError(f"{path}: expected an appearance checkpoint, found {description['kind']}")
        networks = AppearanceNetworks()
        networks.load_state_dict(checkpoint["weights"])
    except TrainingError:
        raise
    except Exception as error:
        raise TrainingError(
            f"{path}: not a readable appearance checkpoint ({error.__class__.__name__})"
        ) from error
    return networks.eval(), description
