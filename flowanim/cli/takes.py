"""`--takes N`: the same plan with N seeds, and a contact sheet to choose from."""

from pathlib import Path
from typing import TYPE_CHECKING

from flowanim.cli.animate import check_photo
from flowanim.cli.guard import Settings
from flowanim.cli.pictures import claim, png8, write_together
from flowanim.cli.report import Report
from flowanim.cli.summary import near_path, result_facts, result_line

if TYPE_CHECKING:
    from flowanim.datatypes import Wishes


def make_takes(settings: Settings, photo: str, prompt: str, wished: "Wishes", *, count: int) -> None:
    """Make `count` videos that differ in their seed, and a sheet that shows moments of each."""
    check_photo(photo, settings)
    from flowanim import pipeline

    first = pipeline.target_for(photo, settings.out, force=True, inputs=wished.files)
    paths = [first.with_name(f"{first.stem}-{k + 1}{first.suffix}") for k in range(count)]
    targets = [pipeline.target_for(photo, path, force=settings.force, inputs=wished.files) for path in paths]
    sheet = claim(None, first.with_name(f"{first.stem}.takes.png"), inputs=[photo], force=settings.force)
    with Report(settings) as report:
        plan, scene = pipeline.make_plan(photo, prompt, wished, progress=report.progress)
        report.notes(plan.notes)
        made = []
        for k, target in enumerate(targets):
            take = plan.model_copy(update={"seed": plan.seed + k})
            made.append(pipeline.write_scene(take, scene, target, force=settings.force, progress=report.progress))
            report.note(f"take {k + 1}: {result_line(made[-1], report.spent())}")
        draw_sheet([(result.path, result.plan.seed) for result in made], sheet)
        report.finish(f"{near_path(sheet)} shows all {count} takes; keep one with --seed")
        facts = [result_facts(result, result.seconds_spent) for result in made]
        report.result({"takes": facts, "sheet": str(sheet)})


def draw_sheet(takes: list[tuple[Path, int]], sheet: Path) -> None:
    """Write the contact sheet of videos: (path, seed) each."""
    from flowanim.ops.image import from_uint8
    from flowanim.review.takes import contact_sheet, moments
    from flowanim.video.decode import read_video

    rows = [
        (f"take {k + 1}, seed {seed}: {path.name}", moments(read_video(path))) for k, (path, seed) in enumerate(takes)
    ]
    write_together({sheet: png8(from_uint8(contact_sheet(rows)))})
