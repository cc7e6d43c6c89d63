"""`interpolate`, `stabilize`, `deflicker`, and `loop --from`: work on clips from elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.guard import Settings
from flowanim.cli.report import Report, weigh
from flowanim.cli.summary import near_path
from flowanim.cli.values import File, Number
from flowanim.errors import UsageError, WeightsError, show_name

if TYPE_CHECKING:
    from flowanim.datatypes import Array, Clip, Frame

MOST_FPS = 240
CLIP_FILE = File("give one clip")


@dataclass(frozen=True)
class Job:
    """One clip that becomes another. source: the clip. target: where the result goes, checked before any work."""

    settings: Settings
    source: Path
    target: Path

    @classmethod
    def of(cls, settings: Settings, clip: str, ending: str) -> "Job":
        """Return the job; the default name is the clip's with `ending`."""
        from flowanim.video.encode import check_target

        source = Path(clip)
        name = f"{source.stem}{ending}"
        path = source.with_name(name) if settings.out is None else Path(settings.out)
        path = path / name if path.is_dir() else path
        return cls(settings, source, check_target(path, force=settings.force, inputs=[source]))

    def write(self, made: "Clip", report: Report, *, sound: bool, facts: Mapping[str, object]) -> None:
        """Write `made`, and say so."""
        from flowanim.video.encode import write_video

        write_video(
            made,
            self.target,
            force=self.settings.force,
            sound=self.source if sound else None,
            progress=report.progress,
        )
        size = f"{made.size[0]}x{made.size[1]}, {made.fps:g} fps, {weigh(self.target)}"
        report.finish(f"{near_path(self.target)}: {size}, made in {report.spent():.1f} s")
        base = {"path": str(self.target), "fps": made.fps, "size": list(made.size), "frames": made.count}
        report.result({**base, **facts})


def between_network(report: Report) -> "Callable[[Array], Array] | None":
    """Return the network of frames between; without its file None, and a note."""
    from flowanim.nets.between_onnx import load_between

    try:
        return load_between()
    except WeightsError as fault:
        report.note(f"motions are weighed by how well they fit, without a network: {fault}")
        return None


@click.command()
@click.argument("clip", type=CLIP_FILE)
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
    from flowanim.video.ffmpeg import frame_rate
    from flowanim.video.interpolate import Pace
    from flowanim.video.interpolate import interpolate as smooth

    job = Job.of(settings, clip, ".smooth.mp4")
    found = read_video(job.source)
    rate = frame_rate(found.fps)
    if rate * (times or 1) > MOST_FPS:
        raise UsageError(f"{show_name(job.source)} has {float(rate):g} frames a second: at most {MOST_FPS} can be made")
    pace = Pace(Fraction(frame_rate(fps)) if fps else rate * (times or 1), Fraction(1, slow or 1), loop)
    with Report(settings) as report:
        if fps and (frame_rate(fps) / rate).denominator != 1:
            report.note(f"{fps:g} is no multiple of {float(rate):g} frames a second: most real frames fall between")
        made = smooth(found, pace, between_network(report))
        job.write(made, report, sound=not slow, facts={})


@click.command()
@click.argument("clip", type=CLIP_FILE)
@click.option("--strength", type=Number("factor", 0, 10), default=1.0, help="How far the camera's path is smoothed.")
@options.out_option("The video.  [default: CLIP.steady.mp4]")
@options.say_options
@click.pass_obj
def stabilize(settings: Settings, clip: str, *, strength: float) -> None:
    """Let the camera of CLIP move smoothly: shake is taken out, pans stay. The picture is enlarged to hide its border.

    \b
    flowanim stabilize walk.mp4
    flowanim stabilize walk.mp4 --strength 3 -o still.mp4
    """
    from flowanim.video.decode import read_video
    from flowanim.video.stabilize import measure_path, smooth_path, stabilized

    job = Job.of(settings, clip, ".steady.mp4")
    with Report(settings) as report:
        found = read_video(job.source)
        path = measure_path(watched(found, report))
        smooth, zoom = smooth_path(path, found.fps, found.size, strength)
        if path.lost:
            report.note(f"the camera could not be followed over {path.lost} frames: it is taken to rest there")
        shakes = path.shake, smooth.shake
        said = f"shake {shakes[0]:.2f} before, {shakes[1]:.2f} after (thousandths of the long side a frame squared)"
        report.note(f"{said}; enlarged by {100 * (zoom - 1):.1f} %")
        facts = {"shake_before": shakes[0], "shake_after": shakes[1], "zoom": zoom}
        job.write(stabilized(read_video(job.source), path, smooth, zoom), report, sound=True, facts=facts)


@click.command()
@click.argument("clip", type=CLIP_FILE)
@click.option("--strength", type=Number("factor", 0, 10), default=1.0, help="More averages frames that differ more.")
@options.out_option("The video.  [default: CLIP.calm.mp4]")
@options.say_options
@click.pass_obj
def deflicker(settings: Settings, clip: str, *, strength: float) -> None:
    """Take flicker of light and texture out of CLIP, as generated clips have it: frames are averaged along the motion.

    \b
    flowanim deflicker diffusion.mp4
    """
    from flowanim.review.flicker import Meter
    from flowanim.video.decode import read_video
    from flowanim.video.deflicker import deflickered

    job = Job.of(settings, clip, ".calm.mp4")
    before, after = Meter(), Meter()
    with Report(settings) as report:
        made = after.over(deflickered(before.over(read_video(job.source)), strength=strength))
        job.write(made, report, sound=True, facts={})
        said = f"flicker {before.percent:.2f} % before, {after.percent:.2f} % after"
        report.note(f"{said}; beyond motion {before.levels:.2f} and {after.levels:.2f} levels between frames")


def watched(clip: "Clip", report: Report) -> "Clip":
    """Return the clip, whose frames are counted in the bar as they are read."""

    def frames() -> "Iterator[Frame]":
        for done, frame in enumerate(clip.frames, start=1):
            report.progress("review", done, clip.count or done)
            yield frame

    return replace(clip, frames=frames())


def loop_from(settings: Settings, clip: str) -> None:
    """Make the best loop that CLIP holds."""
    spare = sorted(settings.wishes.keys() - {"seconds"})
    if spare:
        raise UsageError(f"--from takes a clip: of the other options only --seconds goes with it, not {spare[0]}")
    from flowanim.video.decode import read_video
    from flowanim.video.texture import MOST_FRAMES, find_loop, looped

    job = Job.of(settings, clip, ".loop.mp4")
    with Report(settings) as report:
        found = read_video(job.source)
        if found.count and found.count > MOST_FRAMES:
            report.note(f"only the first {MOST_FRAMES} of its {found.count} frames are looked at")
        span = find_loop(watched(found, report), settings.wishes.get("seconds"))
        times = f"{span.first / found.fps:.2f} s to {span.last / found.fps:.2f} s"
        report.note(f"from {times}: the ends differ by {span.seam:.1f} levels, neighbours by {span.step:.1f}")
        if span.seam > 2 * span.step:
            report.note(f"nothing in {show_name(job.source)} repeats well: the last frames melt into the first")
        facts = {"first": span.first, "last": span.last, "seam": span.seam, "step": span.step}
        made = looped(read_video(job.source), span, between_network(report))
        job.write(made, report, sound=False, facts=facts)
