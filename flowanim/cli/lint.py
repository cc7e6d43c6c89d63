"""`lint`: what is doubtful in a prompt, before anything is made."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.animate import check_photo, wishes
from flowanim.cli.guard import Settings, put
from flowanim.cli.report import Report
from flowanim.errors import UsageError, show_name

if TYPE_CHECKING:
    from flowanim.datatypes import Scene


def no_file(_ctx: click.Context, _param: click.Parameter, prompt: str) -> str:
    """Refuse a photo in place of the prompt."""
    if Path(prompt).is_file():
        raise UsageError(f"{show_name(prompt)} is a file: give the prompt first, in quotes, then the photo")
    return prompt


@click.command()
@click.argument("prompt", callback=no_file, is_eager=True)
@click.argument("photo", type=options.PHOTO_FILE, required=False)
@options.shape_options
@options.scene_options
@options.say_options
@click.pass_obj
def lint(settings: Settings, prompt: str, photo: str | None) -> None:
    """Say what is doubtful in PROMPT, and what would be better for PHOTO.

    It warns and never refuses: `animate` does what it can with any prompt.

    \b
    flowanim lint "make it move"
    flowanim lint "the river flows, a man walks by" lake.jpg
    """
    from flowanim.motion.lint import lint as findings_of

    with Report(settings) as report:
        scene = None if photo is None else scene_of(settings, photo, report)
        findings = findings_of(prompt, scene)
        report.close()
        if settings.json:
            put(json.dumps({"prompt": prompt, "findings": [asdict(one) for one in findings]}, indent=2))
            return
        for one in findings:
            put(show_name(f"{one.rule}: {one.problem} {one.suggestion}"))
        if not findings and not settings.quiet:
            put("nothing to complain about")


def scene_of(settings: Settings, photo: str, report: Report) -> "Scene":
    """Return what is in the photo."""
    check_photo(photo, settings)
    from flowanim import pipeline

    _, scene = pipeline.make_plan(photo, "nothing moves", wishes(settings), progress=report.progress)
    return scene
