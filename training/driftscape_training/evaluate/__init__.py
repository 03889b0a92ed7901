"""`evaluate`: judges the exported files of a bundle on clips it never saw."""

from pathlib import Path
from typing import Annotated

import typer


def run(
    bundle: Annotated[Path, typer.Option(help="Bundle to judge.")],
    clips: Annotated[Path, typer.Option(help="Folder with index.tsv, or with plain video files.")],
    split: Annotated[str, typer.Option(help="train, valid or all.")] = "valid",
    cache: Annotated[Path, typer.Option(help="Where frames and flows are kept.")] = Path("cache"),
    out: Annotated[Path, typer.Option(help="Report and contact sheet.")] = Path("runs/evaluation"),
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON instead of tables.")] = False,
    codes: Annotated[
        int, typer.Option(help="Codes of the codebook to try per clip (evenly spread; 0 for none).")
    ] = 100,
    threads: Annotated[int, typer.Option(help="CPU threads.")] = 2,
    scenes: Annotated[
        Path | None, typer.Option(help="Folder of masks drawn by hand, <clip id>.mask.png: one more row.")
    ] = None,
) -> None:
    """Every metric of the method per clip and in the mean, beside the reference rows, and a contact sheet."""
    from .report import evaluate, format_report

    report = evaluate(bundle, clips, split, cache, out, codes, threads, scenes)
    import json as json_format

    typer.echo(json_format.dumps(report, indent=1) if json else format_report(report))
