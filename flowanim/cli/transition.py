"""`transition`: two photos -> a clip that goes from one into the other."""

from pathlib import Path

import click

from flowanim.cli import options
from flowanim.cli.clips import between_network
from flowanim.cli.guard import Settings
from flowanim.cli.report import Report, weigh
from flowanim.cli.summary import near_path
from flowanim.cli.values import Number
from flowanim.errors import UsageError


@click.command()
@click.argument("first", type=options.PHOTO_FILE)
@click.argument("second", type=options.PHOTO_FILE)
@options.wish("seconds", kind=Number("seconds", 0, 60), text="Length of the video.  [default: 2]")
@options.wish("fps", kind=Number("rate", 0, 240), text="Frames a second.  [default: 24]")
@options.shape_options
@options.camera_option
@options.out_option("The video.  [default: FIRST.to.SECOND.mp4 beside the first photo]")
@options.say_options
@click.pass_obj
def transition(settings: Settings, first: str, second: str) -> None:
    """Go from the photo FIRST into the photo SECOND. What both show is carried over; else one camera goes through both.

    \b
    flowanim transition morning.jpg evening.jpg --seconds 2
    """
    from flowanim.cli.animate import check_photo
    from flowanim.transition import transition as join
    from flowanim.video.encode import check_target, write_video
    from flowanim.wishes import Wishes

    for photo in (first, second):
        check_photo(photo, settings)
    if "crop" in settings.wishes and not isinstance(settings.wishes["crop"], str):
        raise UsageError("--crop takes an aspect such as 16:9 here: a box would fit one of the photos only")
    name = f"{Path(first).stem}.to.{Path(second).stem}.mp4"
    path = Path(first).with_name(name) if settings.out is None else Path(settings.out)
    path = path / name if path.is_dir() else path
    target = check_target(path, force=settings.force, inputs=[Path(first), Path(second)])
    with Report(settings) as report:
        made = join(first, second, Wishes(**settings.wishes), network=between_network(report), progress=report.progress)
        report.notes([*made.notes, made.why])
        clip = made.clip
        write_video(clip, target, force=settings.force, progress=report.progress)
        size = f"{clip.size[0]}x{clip.size[1]}, {clip.fps:g} fps, {weigh(target)}"
        report.finish(f"{near_path(target)}: {size}, made in {report.spent():.1f} s")
        report.result({"path": str(target), "morphed": made.morphed, "why": made.why, "frames": clip.count})
