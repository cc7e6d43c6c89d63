"""`inpaint`, `outpaint`: a part of a photo made up, as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.animate import check_photo
from flowanim.cli.guard import Settings
from flowanim.cli.pictures import beside, claim, png8, write_together
from flowanim.cli.report import Report
from flowanim.cli.summary import near_path
from flowanim.cli.values import Crop, File, Number, Whole
from flowanim.errors import UsageError

if TYPE_CHECKING:
    from flowanim.repair import Repaired

seed_option = options.wish("seed", kind=Whole("number", 0, 2**31 - 1), text="Seed of what is made up.  [default: 0]")


@click.command()
@options.photo_argument
@click.option("--mask", "mask", type=File(), required=True, help="A picture, white where PHOTO is to be made up.")
@options.out_option("A .png file.  [default: PHOTO.inpaint.png]")
@options.filler_option
@seed_option
@options.limit_option
@options.say_options
@click.pass_obj
def inpaint(settings: Settings, photo: str, mask: str) -> None:
    """Make up what is white in a mask, such as a person to be removed; the rest of PHOTO stays as it is.

    \b
    flowanim inpaint beach.jpg --mask person.png
    """
    limit = check_photo(photo, settings)
    from flowanim import repair

    target = claim(settings.out, beside(photo, ".inpaint.png"), inputs=[photo, mask], force=settings.force)
    filler, seed = settings.wishes.get("filler"), settings.wishes.get("seed", 0)
    with Report(settings) as report:
        report.progress("fill", 0, 1)
        made = repair.inpaint(photo, mask, filler=filler, seed=seed, max_pixels=limit)
        tell(report, made, write(made, target))


@click.command()
@options.photo_argument
@click.option("--aspect", type=Crop(), help="Widen or heighten to this shape, such as 9:16.")
@click.option("--margin", type=Number("percent", 0, 50), help="Add so much on each side, in % of the photo's own.")
@options.out_option("A .png file.  [default: PHOTO.outpaint.png]")
@options.filler_option
@seed_option
@options.limit_option
@options.say_options
@click.pass_obj
def outpaint(settings: Settings, photo: str, *, aspect: str | tuple[float, ...] | None, margin: float | None) -> None:
    """Carry PHOTO on beyond its frame. At most half of the result may be made up: the rest is the photo itself.

    \b
    flowanim outpaint beach.jpg --margin 10
    flowanim outpaint beach.jpg --aspect 1:1
    """
    if (aspect is None) == (margin is None):
        raise UsageError("say how far: one of --aspect 9:16 and --margin 10")
    if isinstance(aspect, tuple):
        raise UsageError("--aspect wants a shape such as 9:16; a box inside the photo is cut out by animate --crop")
    limit = check_photo(photo, settings)
    from flowanim import repair

    target = claim(settings.out, beside(photo, ".outpaint.png"), inputs=[photo], force=settings.force)
    filler, seed = settings.wishes.get("filler"), settings.wishes.get("seed", 0)
    with Report(settings) as report:
        report.progress("fill", 0, 1)
        shape = repair.Shape(aspect, (margin or 0) / 100)
        made = repair.outpaint(photo, shape, filler=filler, seed=seed, max_pixels=limit)
        tell(report, made, write(made, target))


def write(made: "Repaired", target: Path) -> Path:
    """Write the picture."""
    write_together({target: png8(made.rgb)})
    return target


def tell(report: Report, made: "Repaired", path: Path) -> None:
    """Say what was made."""
    report.notes(made.notes)
    h, w = made.rgb.shape[:2]
    report.finish(f"{near_path(path)}: {w}x{h}, {100 * made.share:.1f} % of it made up, in {report.spent():.1f} s")
    report.result({"path": str(path), "size": [w, h], "invented": made.share, "notes": list(made.notes)})
