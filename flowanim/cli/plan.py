"""`plan`, `render`: the two halves of `animate`, with a plan between them that a person can read and edit."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.animate import check_photo, claim_plan, inputs, tell, wishes
from flowanim.cli.guard import Settings, put
from flowanim.cli.names import NAMES_HELP
from flowanim.cli.pictures import beside, claim, png8, write_together
from flowanim.cli.report import Report
from flowanim.cli.summary import near_path, plan_facts
from flowanim.cli.table import table
from flowanim.cli.values import File
from flowanim.errors import UsageError

if TYPE_CHECKING:
    from flowanim.datatypes import Scene
    from flowanim.plan import MotionPlan


@click.command(epilog=NAMES_HELP)
@click.argument("photo", type=options.PHOTO_FILE, required=False)
@options.prompt_argument
@options.out_option("The plan, a JSON file.  [default: stdout]")
@click.option("--preview", type=click.Path(), metavar="FILE", help="Draw the plan on the photo too: a .png file.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of plans, and end.")
@options.motion_options
@options.time_options
@options.shape_options
@options.scene_options
@options.say_options
@click.pass_context
def plan(context: click.Context, photo: str | None, prompt: str, *, schema: bool, preview: str | None) -> None:
    """Say what `animate` would do with PHOTO and PROMPT, and write it as a plan.

    A table on stderr tells what was found, what moves where and how fast, and what was reduced or ignored and why; the
    plan itself goes to -o, or to stdout if that is no terminal.

    \b
    flowanim plan lake.jpg "the water flows" -o plan.json --preview plan.png
    flowanim render lake.jpg plan.json -o lake.mp4
    """
    if schema:
        print_schema()
        return
    if photo is None:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    write_plan(context.obj, photo, prompt, preview)


def print_schema() -> None:
    """Print the JSON Schema of plans."""
    from flowanim.motion.planfile import schema

    put(json.dumps(schema(), indent=2))


def write_plan(settings: Settings, photo: str, prompt: str, preview: str | None = None) -> None:
    """Make the plan, say its notes, write it; draw it on the photo as `preview` if that is given."""
    if settings.json and settings.out is None:
        raise UsageError("--json says where the plan went: give -o PLAN too (without -o the plan itself is printed)")
    check_photo(photo, settings)
    from flowanim import pipeline
    from flowanim.motion.planfile import save_plan

    target = claim_plan(settings.out, photo, settings) if settings.out else None
    drawn = claim_preview(preview, photo, settings) if preview else None
    with Report(settings) as report:
        made, scene = pipeline.make_plan(photo, prompt, wishes(settings), progress=report.progress)
        report.lines(table(made, scene))
        if drawn:
            draw_plan(made, scene, drawn)
            report.note(f"the plan is drawn in {near_path(drawn)}")
        if target is None and sys.stdout.isatty():
            report.finish("write this plan with -o plan.json, then edit and render it")
            return
        if target is None:
            report.close()
            put(json.dumps(made.model_dump(mode="json"), indent=2))
            return
        path = save_plan(made, target, force=settings.force)
        report.finish(f"{near_path(path)}: edit it as you like, then: flowanim render {photo} {near_path(path)}")
        report.result({"path": str(path), **plan_facts(made)})


def claim_preview(path: str, photo: str, settings: Settings) -> Path:
    """Return where the picture of a plan goes, checked before any work is done."""
    return claim(path, beside(photo, ".preview.png"), inputs=inputs(settings, photo), force=settings.force)


def draw_plan(made: "MotionPlan", scene: "Scene", path: Path) -> None:
    """Write the picture of a plan."""
    from flowanim.ops.image import from_uint8
    from flowanim.review.preview import preview

    write_together({path: png8(from_uint8(preview(made, scene)))})


@click.command()
@options.photo_argument
@click.argument("plan_file", metavar="PLAN", type=File())
@options.video_option
@click.option(
    "--draft", is_flag=True, help="Quick look: a quarter of the pixels, half the frame rate, the same motion."
)
@click.option("--show-invented", is_flag=True, help=options.INVENTED_HELP)
@options.filler_option
@options.refine_option
@options.say_options
@click.pass_obj
def render(settings: Settings, photo: str, plan_file: str, *, draft: bool, show_invented: bool) -> None:
    """Render PHOTO by PLAN, a file that `flowanim plan` wrote.

    \b
    flowanim render lake.jpg plan.json -o lake.mp4
    """
    if Path(photo).suffix.lower() == ".json" and Path(plan_file).suffix.lower() != ".json":
        raise UsageError(f"{photo} is a plan and {plan_file} a photo: give the photo first, then the plan")
    limit = check_photo(photo, settings)
    from flowanim import pipeline
    from flowanim.motion.planfile import load_plan

    with Report(settings) as report:
        folder = Path(plan_file).parent
        loaded = with_photo(load_plan(Path(plan_file)), photo, folder, report)
        loaded = with_ways(loaded.with_invented_shown() if show_invented else loaded, settings)
        result = pipeline.render_plan(
            pipeline.draft(loaded) if draft else loaded,
            folder=folder,
            out=settings.out,
            force=settings.force,
            max_pixels=limit,
            progress=report.progress,
        )
        tell(report, result)


def with_ways(loaded: "MotionPlan", settings: Settings) -> "MotionPlan":
    """Return the plan with the filler and the refinement that the command line names, if it does."""
    fields = {"filler": "fill", "refine": "refine"}
    return loaded.model_copy(update={fields[k]: v for k, v in settings.wishes.items() if k in fields})


def with_photo(loaded: "MotionPlan", photo: str, folder: Path, report: Report) -> "MotionPlan":
    """Return the plan with `photo` in place of its own; another picture than the plan was made for is noted."""
    from flowanim.motion.planfile import file_record

    record = file_record(photo, folder)
    if loaded.photo.sha256 not in ("", record.sha256):
        report.note(
            f"{photo} is not the picture that the plan was made for ({loaded.photo.path}): what moves may not fit"
        )
    return loaded.model_copy(update={"photo": record})
