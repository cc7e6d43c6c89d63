"""`depth`, `layers`, `flow`: one stage of the pipe as pictures, to see why a video came out as it did."""

from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.animate import check_photo, inputs, wishes
from flowanim.cli.guard import Settings
from flowanim.cli.names import NAMES_HELP
from flowanim.cli.pictures import beside, claim, claim_folder, png8, png16, write_folder, write_together
from flowanim.cli.report import Report
from flowanim.cli.values import Number
from flowanim.errors import UsageError

if TYPE_CHECKING:
    from flowanim.datatypes import Disparity, Frame, Image, Scene
    from flowanim.plan import MotionPlan


@click.command()
@options.photo_argument
@options.out_option("A .png file.  [default: PHOTO.depth.png]")
@options.shape_options
@options.scene_options
@options.say_options
@click.pass_obj
def depth(settings: Settings, photo: str) -> None:
    """Write how near each pixel of PHOTO is: a 16-bit PNG, white the nearest, black infinitely far.

    It is disparity (1 / distance) as the render uses it. Edit it and give it back with --depth.
    """
    target = claim(settings.out, beside(photo, ".depth.png"), inputs=inputs(settings, photo), force=settings.force)
    with Report(settings) as report:
        _, scene = look(settings, photo, "", report)
        report.notes(scene.photo.notes)
        write_together({target: png16(seen_disparity(scene))})
        report.finish(f"{target}: {sides(scene)}, white is near, black is infinitely far")
        report.result({"path": str(target), "size": list(scene.photo.size)})


@click.command()
@options.photo_argument
@options.out_option("A folder.  [default: PHOTO.layers]")
@click.option("--preview", type=click.Path(), metavar="FILE", help="Draw them on the photo instead: a .png file.")
@options.shape_options
@options.scene_options
@options.say_options
@click.pass_obj
def layers(settings: Settings, photo: str, preview: str | None) -> None:
    """Write the layers that PHOTO is cut into: one RGBA PNG each, far to near, 00-sky.png first.

    Edit one's alpha and give it back with --mask.
    """
    if preview:
        draw_layers(settings, photo, preview)
        return
    target = claim_folder(settings.out, beside(photo, ".layers"), force=settings.force)
    with Report(settings) as report:
        _, scene = look(settings, photo, "", report)
        report.notes(scene.photo.notes)
        frames = [plain(layer.rgba) for layer in scene.layers]
        names = [file_name(i, layer.name) for i, layer in enumerate(scene.layers)]
        write_folder(target, {name: png8(frame) for name, frame in zip(names, frames, strict=True)})
        off = levels_off(frames, scene)
        report.finish(
            f"{target}: {len(names)} layers; laid over each other they are the photo to {off:.1f} of 255 levels"
        )
        report.result({"path": str(target), "layers": names, "levels_off": round(off, 2)})


def draw_layers(settings: Settings, photo: str, path: str) -> None:
    """Write one picture of the layers."""
    target = claim(path, beside(photo, ".layers.png"), inputs=inputs(settings, photo), force=settings.force)
    with Report(settings) as report:
        _, scene = look(settings, photo, "", report)
        report.notes(scene.photo.notes)
        from flowanim.ops.image import from_uint8
        from flowanim.review import cut

        write_together({target: png8(from_uint8(cut.draw_layers(scene)))})
        names = [layer.name for layer in scene.layers]
        report.finish(f"{target}: {len(names)} layers, the farthest first: {', '.join(names)}")
        report.result({"path": str(target), "layers": names})


@click.command(epilog=NAMES_HELP)
@options.photo_argument
@options.prompt_argument
@options.out_option("A .png file; the .flo file is written beside it.  [default: PHOTO.flow.png]")
@click.option(
    "--at", type=Number("seconds", 0, 600), help="Motion from the first frame to here.  [default: the middle]"
)
@options.motion_options
@options.time_options
@options.shape_options
@options.scene_options
@options.say_options
@click.pass_obj
def flow(settings: Settings, photo: str, prompt: str, at: float | None) -> None:
    """Write where each pixel of PHOTO goes: a colour wheel (hue is the direction) and a .flo file, in pixels.

    Motion is that of the camera and of the effects together, of what is visible in the first frame.
    """
    from flowanim.ops.flow import colour_wheel, speed
    from flowanim.render.frames import flow_at
    from flowanim.video.flofile import flo_bytes

    target = claim(settings.out, beside(photo, ".flow.png"), inputs=inputs(settings, photo), force=settings.force)
    exact = claim(
        str(target.with_suffix(".flo")),
        target.with_suffix(".flo"),
        inputs=inputs(settings, photo),
        force=settings.force,
    )
    with Report(settings) as report:
        plan, scene = look(settings, photo, prompt, report)
        report.notes(plan.notes)
        t = moment(plan, at)
        push = flow_at(plan, scene, t)
        write_together({target: png8(colour_wheel(push)), exact: flo_bytes(push)})
        largest = float(speed(push).max())
        report.finish(f"{target} and {exact.name}: {sides(scene)}, from 0 to {t:g} s, at most {largest:.1f} pixels")
        report.result({"path": str(target), "flo": str(exact), "at": t, "largest_px": largest})


def look(settings: Settings, photo: str, prompt: str, report: Report) -> tuple["MotionPlan", "Scene"]:
    """Return the plan and the scene."""
    check_photo(photo, settings)
    from flowanim import pipeline

    return pipeline.make_plan(photo, prompt, wishes(settings), progress=report.progress)


def moment(plan: "MotionPlan", at: float | None) -> float:
    """Return the time to look at: `at`, which must lie in the clip, or its middle."""
    if at is not None and at > plan.seconds:
        raise UsageError(f"--at {at:g} lies after the end: the clip has {plan.seconds:g} s")
    return plan.seconds / 2 if at is None else at


def sides(scene: "Scene") -> str:
    """Return "1280x720"."""
    return "{}x{}".format(*scene.photo.size)


def file_name(number: int, layer: str) -> str:
    """Return "03-left-tree.png"; what could not be in a file's name becomes a dash."""
    safe = "".join(c if c.isalnum() or c in "_-" else "-" for c in layer)
    return f"{number:02d}-{safe[:60]}.png"


def seen_disparity(scene: "Scene") -> "Disparity":
    """Return the disparity (H, W) of what is seen: the layers' laid over each other."""
    seen = scene.layers[0].disparity
    for layer in scene.layers[1:]:
        seen = layer.alpha * layer.disparity + (1 - layer.alpha) * seen
    return seen


def plain(rgba: "Image") -> "Image":
    """Return a premultiplied image with plain colour, as PNG wants it."""
    import numpy as np

    from flowanim.ops.image import colour

    return np.dstack([colour(rgba), rgba[..., 3]])


def levels_off(frames: list["Image"], scene: "Scene") -> float:
    """Return the largest difference, of 255 levels, between the 8-bit layers laid over each other and the photo."""
    import numpy as np

    from flowanim.ops.image import from_uint8, over, premultiply, to_uint8

    eights: list[Frame] = [to_uint8(frame) for frame in frames]
    sheets = [premultiply(image[..., :3], image[..., 3]) for image in map(from_uint8, eights)]
    total = sheets[0]
    for sheet in sheets[1:]:
        total = over(sheet, total)
    return float(np.abs(total[..., :3] - scene.photo.rgb).max() * 255)
