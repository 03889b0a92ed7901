"""`evaluate`: evaluates the exported files of a bundle on held-out clips and photos."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import TrainingError


def run(
    bundle: Annotated[Path, typer.Option(help="Bundle to evaluate.")],
    clips: Annotated[
        Path | None,
        typer.Option(
            help="Folder with index.tsv, or with plain video files; default: only the scene network."
        ),
    ] = None,
    split: Annotated[str, typer.Option(help="train, valid or all.")] = "valid",
    cache: Annotated[Path, typer.Option(help="Folder for frames and flows.")] = Path("cache"),
    out: Annotated[Path, typer.Option(help="Report and contact sheets.")] = Path("runs/evaluation"),
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON instead of tables.")] = False,
    codes: Annotated[
        int, typer.Option(help="Codes of the codebook to try per clip (evenly spread; 0 for none).")
    ] = 100,
    threads: Annotated[int, typer.Option(help="CPU threads.")] = 2,
    scenes: Annotated[
        Path | None, typer.Option(help="Folder of hand-drawn masks, <clip id>.mask.png: adds a row.")
    ] = None,
    scene_photos: Annotated[Path | None, typer.Option(help="Folder of photos for the scene network.")] = None,
    scene_masks: Annotated[
        Path | None,
        typer.Option(help="Their masks, <photo>.png: 0 land, 1 sky, 2 water, 3 mist, 255 unknown."),
    ] = None,
    scene_teachers: Annotated[
        Path | None, typer.Option(help="Results of other networks, <photo>.sky.png and <photo>.water.png.")
    ] = None,
) -> None:
    """Every metric of the method per clip and in the mean, with reference rows, and a contact sheet; with
    --scene-photos and --scene-masks also the regions that the scene network finds."""
    import json as json_format

    from .regions_report import evaluate_regions, format_regions
    from .report import evaluate, format_report

    if (scene_photos is None) != (scene_masks is None):
        raise TrainingError("--scene-photos and --scene-masks need each other: give both folders")
    if clips is None and scene_photos is None:
        raise TrainingError("nothing to evaluate: give --clips, or --scene-photos with --scene-masks")
    report, tables = {}, []
    if clips is not None:
        report = evaluate(bundle, clips, split, cache, out, codes, threads, scenes)
        tables.append(format_report(report))
    if scene_photos is not None and scene_masks is not None:
        report["regions"] = evaluate_regions(bundle, scene_photos, scene_masks, scene_teachers, out, threads)
        tables.append(format_regions(report["regions"]))
    (out / "report.json").write_text(json_format.dumps(report, indent=1))
    typer.echo(json_format.dumps(report, indent=1) if json else "\n\n".join(tables))
