"""`check`: what a photo will bear, before it is animated."""

from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.animate import check_photo
from flowanim.cli.guard import Settings, put
from flowanim.cli.report import Report
from flowanim.errors import show_name

if TYPE_CHECKING:
    from flowanim.review.photo import PhotoCheck

SEVERE, MILD = 0.5, 0.1


@click.command()
@options.photo_argument
@options.scene_options
@options.limit_option
@options.switch("--json", text="Print the check as JSON on stdout.")
@options.talk_options
@click.pass_obj
def check(settings: Settings, photo: str) -> None:
    """Look at PHOTO before it is animated: its faults, what can move in it, what will look bad, and what to do.

    \b
    flowanim check lake.jpg
    """
    limit = check_photo(photo, settings)
    from flowanim import pipeline
    from flowanim.cli.animate import wishes
    from flowanim.review.photo import check_photo as look

    with Report(settings) as report:
        _, scene = pipeline.make_plan(photo, "", wishes(settings), progress=report.progress)
        found = look(photo, scene, max_pixels=limit)
        report.close()
        report.result(facts(found))
        if not settings.json:
            for line in lines(found):
                put(show_name(line))


def lines(found: "PhotoCheck") -> list[str]:
    """Return what `check` says: the score, the findings from bad to good, the regions, what can move."""
    w, h = found.size
    said = [f"{found.name}: {w}x{h}, {found.score:.0f} of 100"]
    for finding in sorted(found.findings, key=lambda one: -one.severity):
        mark = "bad " if finding.severity >= SEVERE else "note" if finding.severity > MILD else "ok  "
        advice = f": {finding.advice}" if finding.advice else ""
        said.append(f"  {mark}  {finding.name}: {finding.text}{advice}")
    said.append("regions")
    for region in found.regions:
        said.append(f"  {100 * region.share:3.0f} %  {region.name}, {100 * region.confidence:.0f} % sure")
    said.append(f"can move: {', '.join(found.can_move) or 'nothing by itself; the camera can'}")
    said += [f"  mind  {sentence}" for sentence in found.will_look_bad]
    return said


def facts(found: "PhotoCheck") -> dict[str, object]:
    """Return the check ready for JSON."""
    return {
        "photo": found.name,
        "size": list(found.size),
        "score": round(found.score, 1),
        "findings": [vars(finding) for finding in found.findings],
        "regions": [vars(region) for region in found.regions],
        "can_move": list(found.can_move),
        "will_look_bad": list(found.will_look_bad),
    }
