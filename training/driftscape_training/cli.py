"""`driftscape-training`: every command of the toolkit."""

import sys

import typer

from . import appearance, contact_sheet, evaluate, export, import_2019, motion, named_motions, prepare
from .errors import TrainingError

commands = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
commands.command("prepare")(prepare.run)
commands.command("motion")(motion.run)
commands.command("appearance")(appearance.run)
commands.command("export")(export.run)
commands.command("evaluate")(evaluate.run)
commands.command("name-motions")(named_motions.run)
commands.command("import-2019")(import_2019.run)
commands.command("contact-sheet")(contact_sheet.run)


def app() -> None:
    """Runs a command; an expected failure ends it with one line and exit code 1."""
    try:
        commands()
    except TrainingError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)
