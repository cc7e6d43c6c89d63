"""`interpolate`: work on clips from elsewhere."""

from fractions import Fraction
from pathlib import Path

import click

from flowanim.cli import options
from flowanim.cli.guard import Settings
from flowanim.cli.report import Report, weigh
from flowanim.cli.summary import near_path
from flowanim.cli.values import File, Number
from flowanim.errors import UsageError, show_name

MOST_FPS = 240


@click.command()
@click.argument("clip", type=File("give one clip"))
@click.option("--fps", type=Number("frames a second", 1, MOST_FPS), help="Frames a second of the result.")
@click.option("--times", type=click.IntRange(2, 16), help="So many times the frames, at so many times the rate.")
@click.option("--slow", type=click.IntRange(2, 16), help="So many times slower, at the same rate; without sound.")
@click.option("--loop", is_flag=True, help="The last frame goes over into the first.")
@options.out_option("The video.  [default: CLIP.smooth.mp4]")
@options.say_options
@click.pass_context
def interpolate(
    context: click.Context, clip: str, *, fps: float | None, times: int | None, slow: int | None, loop: bool
) -> None:
    """Make the frames between those of CLIP by optical flow. Real ones stay, cuts are not blended, sound is kept.

    \b
    flowanim interpolate river.mp4 --fps 60
    flowanim interpolate river.mp4 --slow 4 -o slow.mp4
    """
    if sum(option is not None for option in (fps, times, slow)) != 1:
        raise UsageError("say one of --fps 60, --times 2 or --slow 4")
    settings: Settings = context.obj
    from flowanim.video.decode import read_video
    from flowanim.video.encode import check_target, write_video
    from flowanim.video.ffmpeg import frame_rate
    from flowanim.video.interpolate import Pace
    from flowanim.video.interpolate import interpolate as smooth

    source = Path(clip)
    target = check_target(_target(settings.out, source), force=settings.force, inputs=[source])
    found = read_video(source)
    rate = frame_rate(found.fps)
    if rate * (times or 1) > MOST_FPS:
        raise UsageError(f"{show_name(source)} has {float(rate):g} frames a second: at most {MOST_FPS} can be made")
    pace = Pace(Fraction(frame_rate(fps)) if fps else rate * (times or 1), Fraction(1, slow or 1), loop)
    with Report(settings) as report:
        if fps and (frame_rate(fps) / rate).denominator != 1:
            report.note(f"{fps:g} is no multiple of {float(rate):g} frames a second: most real frames fall between")
        made = smooth(found, pace)
        write_video(made, target, force=settings.force, sound=None if slow else source, progress=report.progress)
        size = f"{made.size[0]}x{made.size[1]}, {float(pace.fps):g} fps, {weigh(target)}"
        report.finish(f"{near_path(target)}: {size}, made in {report.spent():.1f} s")
        report.result({"path": str(target), "fps": float(pace.fps), "size": list(made.size), "frames": made.count})


def _target(out: str | None, source: Path) -> Path:
    name = f"{source.stem}.smooth.mp4"
    path = source.with_name(name) if out is None else Path(out)
    return path / name if path.is_dir() else path
