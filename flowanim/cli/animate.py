"""`animate`, `parallax`, `loop`: a photo -> a video."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.guard import Settings, put, say
from flowanim.cli.names import CAMERAS_HELP, NAMES_HELP
from flowanim.cli.pictures import beside, claim
from flowanim.cli.report import Report
from flowanim.cli.summary import expected_line, near_path, plan_facts, result_facts, result_line
from flowanim.cli.table import table
from flowanim.cli.values import File, Whole
from flowanim.errors import UsageError

if TYPE_CHECKING:
    from flowanim.datatypes import Wishes
    from flowanim.pipeline import Result


def wishes(settings: Settings) -> "Wishes":
    """Return what the options ask for."""
    from flowanim.datatypes import Wishes

    if "depth_kind" in settings.wishes and "depth" not in settings.wishes:
        raise UsageError("--depth-kind says how to read --depth FILE: give the file too")
    if {"depth", "depth_model"} <= settings.wishes.keys():
        raise UsageError("--depth FILE and --depth-model both say how near things are: give one of them")
    if "region" in settings.wishes and not {"motion_from", "hints"} & settings.wishes.keys():
        raise UsageError("--region says where --motion-from CLIP or --hints FILE.flo moves: give one of them too")
    _fetch_models(settings)
    return Wishes(**settings.wishes)


def _fetch_models(settings: Settings) -> None:
    """Fetch the models that are asked for and not here, their size and licence said before."""
    asked = [settings.wishes[name] for name in ("depth_model", "segment_model") if name in settings.wishes]
    if not asked:
        return
    from flowanim.nets import hub

    for model in map(hub.find, asked):
        if not hub.is_here(model):
            if not settings.offline:
                say(f"fetching {hub.terms(model)}")
            hub.get(model, offline=settings.offline)


def check_photo(photo: str, settings: Settings) -> int:
    """Refuse a photo by its header, before the rest of the program is loaded; return the limit of pixels."""
    from flowanim.scene.photo import photo_size
    from flowanim.scene.picture import MAX_PIXELS

    limit: int = settings.wishes.get("max_pixels", MAX_PIXELS)
    photo_size(photo, max_pixels=limit)
    return limit


def inputs(settings: Settings, photo: str) -> list[str]:
    """Return every file that is read, and must not be written to."""
    return [photo, *wishes(settings).files]


def claim_plan(path: str, photo: str, settings: Settings) -> Path:
    """Return where a plan goes, checked before any work is done."""
    return claim(path, beside(photo, ".plan.json"), inputs=inputs(settings, photo), force=settings.force)


def make(settings: Settings, photo: str, prompt: str, wished: "Wishes", *, save_plan: str | None = None) -> None:
    """Animate `photo`, or with --dry-run say how; report. save_plan: where the plan goes once the video is there."""
    check_photo(photo, settings)
    from flowanim import pipeline
    from flowanim.motion.planfile import save_plan as write_plan

    plan_path = claim_plan(save_plan, photo, settings) if save_plan else None
    if settings.dry_run:
        show(settings, photo, prompt, wished)
        return
    with Report(settings) as report:
        result = pipeline.animate(
            photo, prompt, out=settings.out, wishes=wished, force=settings.force, progress=report.progress
        )
        if plan_path:
            path = write_plan(result.plan, plan_path, force=settings.force)
            report.note(f"the plan is in {near_path(path)}")
        tell(report, result)


def tell(report: Report, result: "Result") -> None:
    """Say what was made."""
    report.notes(result.plan.notes)
    report.finish(result_line(result, report.spent()))
    report.result(result_facts(result, report.spent()))


def show(settings: Settings, photo: str, prompt: str, wished: "Wishes") -> None:
    """Say the plan and what it would cost, and make nothing."""
    from flowanim import pipeline

    with Report(settings) as report:
        plan, scene = pipeline.make_plan(photo, prompt, wished, progress=report.progress)
        expected = pipeline.expect(plan, len(scene.layers))
        report.close()
        if settings.json:
            cost = {"memory_mb": expected.memory_mb, "seconds_spent": expected.seconds}
            report.result({**plan_facts(plan), "layers": [layer.name for layer in scene.layers], "expected": cost})
            return
        for line in (*table(plan, scene), expected_line(expected)):
            put(line)


@click.command(epilog=NAMES_HELP)
@options.photo_argument
@options.prompt_argument
@options.video_option
@options.motion_options
@options.time_options
@options.shape_options
@options.scene_options
@click.option("--save-plan", type=click.Path(), metavar="FILE", help="Write the plan too, to edit and render again.")
@click.option("--takes", type=Whole("takes", 2, 16), help="Make this many, each with its own seed, and a sheet of all.")
@options.make_options
@click.pass_obj
def animate(settings: Settings, photo: str, prompt: str, *, save_plan: str | None, takes: int | None) -> None:
    """Animate PHOTO: make what PROMPT says, or what fits the picture.

    \b
    flowanim animate lake.jpg
    flowanim animate lake.jpg "clouds drift left, the water flows, slow push-in"
    flowanim animate lake.jpg "the water flows, no camera movement" -o lake.gif --seconds 3
    """
    if takes is None or settings.dry_run:
        make(settings, photo, prompt, wishes(settings), save_plan=save_plan)
        return
    if save_plan:
        raise UsageError("--save-plan writes one plan: choose a take first, then give its --seed")
    from flowanim.cli.takes import make_takes

    make_takes(settings, photo, prompt, wishes(settings), count=takes)


@click.command(epilog=CAMERAS_HELP)
@options.photo_argument
@options.video_option
@options.camera_option
@options.loop_option
@options.time_options
@options.shape_options
@options.scene_options
@options.make_options
@click.pass_obj
def parallax(settings: Settings, photo: str) -> None:
    """Move only the camera through PHOTO; nothing in it moves by itself.

    \b
    flowanim parallax street.jpg
    flowanim parallax street.jpg --camera push-in --no-loop
    """
    make(settings, photo, "", replace(wishes(settings), preset="orbit"))


@click.command()
@click.argument("photo", type=options.PHOTO_FILE, required=False)
@options.prompt_argument
@click.option(
    "--from", "source", type=File("give one clip"), metavar="CLIP", help="Not a photo: the best loop in this clip."
)
@options.video_option
@options.hand_options
@options.time_options
@options.shape_options
@options.scene_options
@options.make_options
@click.pass_obj
def loop(settings: Settings, photo: str | None, prompt: str, *, source: str | None) -> None:
    """Keep the camera still and let things in PHOTO move, in a closed loop: a cinemagraph.

    \b
    flowanim loop falls.jpg
    flowanim loop falls.jpg "only the waterfall moves"
    flowanim loop --from falls.mp4
    """
    if source:
        if photo:
            raise UsageError("--from CLIP loops a clip: leave the photo out")
        from flowanim.cli.clips import loop_from

        loop_from(settings, source)
        return
    if not photo:
        raise UsageError("PHOTO is missing: name a photo, or a clip with --from CLIP")
    make(settings, photo, prompt, replace(wishes(settings), camera="static", loop=True))
