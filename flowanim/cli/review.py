"""`review`: what came out, measured and said in sentences."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.guard import Settings, put
from flowanim.cli.pictures import beside, claim, write_together
from flowanim.cli.report import Report
from flowanim.cli.summary import near_path
from flowanim.cli.values import File
from flowanim.errors import show_name

if TYPE_CHECKING:
    from flowanim.review.figures import Measures
    from flowanim.review.page import Reviewed
    from flowanim.review.verdict import Verdict
    from flowanim.review.watch import Known

CLIP = File("name one clip in it")
MARKS = {"good": "ok  ", "note": "note", "bad": "bad "}
json_option = options.together(
    options.switch("--json", text="Print all figures, curves and maps as JSON on stdout."), options.talk_options
)


@click.command()
@click.argument("clip", type=CLIP)
@click.option("--photo", type=File(), help="The photo that the clip was made from: its detail and colours count then.")
@click.option("--plan", "plan_file", type=File(), help="The plan that it was made by: adds what only a plan can tell.")
@click.option("--loop", is_flag=True, help="The clip should close: judge its seam.  [default: as the plan says]")
@options.out_option("A report to look at in a browser, an .html file that holds everything.  [default: none]")
@options.switch("-f", "--force", text="Overwrite what is there.")
@json_option
@click.pass_obj
def review(settings: Settings, clip: str, photo: str | None, plan_file: str | None, *, loop: bool) -> None:
    """Measure CLIP, a video from anywhere, and say what is wrong with it and which option mends it.

    \b
    flowanim review lake.flowanim.mp4
    flowanim review lake.flowanim.mp4 --photo lake.jpg --plan lake.plan.json -o report.html
    """
    from flowanim.review.facts import facts
    from flowanim.review.page import Reviewed
    from flowanim.review.verdict import judge, score

    inputs = [file for file in (clip, photo, plan_file) if file]
    default = beside(clip, ".review.html")
    target = claim(settings.out, default, inputs=inputs, force=settings.force) if settings.out else None
    with Report(settings) as report:
        known = knowledge(photo, plan_file, report)
        closes = known.plan.loop if known.plan else loop or None
        measures = measured(clip, known, report)
        verdicts, points = judge(measures, loop=closes), score(measures, loop=closes)
        report.close()
        if target:
            write_page(target, Reviewed(Path(clip), measures, verdicts, points, known.photo))
            report.note(f"the report is in {near_path(target)}")
        if settings.json:
            report.result(facts(measures, verdicts, points))
            return
        for line in lines(measures, verdicts, points):
            put(show_name(line))


def write_page(target: Path, reviewed: "Reviewed") -> None:
    """Write the report."""
    from flowanim.review.page import page

    write_together({target: page(reviewed, target.parent).encode()})


def knowledge(photo: str | None, plan_file: str | None, report: Report) -> "Known":
    """Return what the options tell of the clip; the plan's own photo is used if none is given."""
    from flowanim.review.watch import Known

    if plan_file is None:
        from flowanim.scene.photo import read_photo

        return Known(read_photo(photo).rgb if photo else None)
    from flowanim.cli.plan import with_photo
    from flowanim.loading import load_scene
    from flowanim.motion.planfile import load_plan

    folder, plan = Path(plan_file).parent, load_plan(Path(plan_file))
    plan = with_photo(plan, photo, folder, report) if photo else plan
    scene = load_scene(plan, folder, progress=report.progress)
    report.notes(scene.photo.notes)
    return Known(scene.photo.rgb, plan, scene)


def measured(clip: str, known: "Known", report: Report) -> "Measures":
    """Return what is measured of the clip."""
    from flowanim.review.clip import measurable, measure
    from flowanim.video.decode import read_video
    from flowanim.video.probe import breaks_off

    report.notes(breaks_off(clip))
    found = measurable(clip, read_video(clip))
    return measure(found, known, name=Path(clip).name, progress=report.progress)


def lines(measures: "Measures", verdicts: tuple["Verdict", ...], points: float | None) -> list[str]:
    """Return what `review` says: the verdicts first, then every figure."""
    from flowanim.review.figures import amount

    said = [headline(measures, points)]
    for verdict in verdicts:
        said.append(f"  {MARKS[verdict.level]}  {verdict.text}" + (f": {verdict.mend}" if verdict.mend else ""))
    said.append("")
    for figure in measures.figures.values():
        spot = figure.spot.words(measures.fps)
        said.append(
            f"  {figure.name:<15}{amount(figure):>16}  {figure.meaning}" + (f" (worst: {spot})" if spot else "")
        )
    said.append(
        f"  {'vbench dynamic':<15}{'yes' if measures.dynamic else 'no':>16}  whether VBench would call it dynamic"
    )
    return said


def headline(measures: "Measures", points: float | None) -> str:
    """Return "lake.mp4: 640x426, 2 s, 88 of 100"."""
    w, h = measures.size
    rank = "no score: it does not move" if points is None else f"{points:.0f} of 100"
    return f"{measures.name}: {w}x{h}, {measures.seconds:g} s at {measures.fps:g} fps, {rank}"
