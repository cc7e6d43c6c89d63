"""`compare PHOTO`: one plan rendered in every way that there is, beside clips of the photo from elsewhere."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowanim.cli import options
from flowanim.cli.animate import check_photo, inputs, wishes
from flowanim.cli.apart import render_apart
from flowanim.cli.contest import MOST_CLIPS, claim, short_names, tell
from flowanim.cli.guard import Settings
from flowanim.cli.pictures import beside, filled_folder
from flowanim.cli.plan import with_photo
from flowanim.cli.report import Report
from flowanim.cli.summary import near_path
from flowanim.errors import UsageError, WeightsError

if TYPE_CHECKING:
    from flowanim.datatypes import Clip, Scene
    from flowanim.plan import MotionPlan
    from flowanim.review.align import Common
    from flowanim.review.contest import Contest
    from flowanim.review.showing import Candidate

WAYS = ("filler:", "refine:")
"""How notes begin that tell of something else being done than the mode says."""


def compare_modes(settings: Settings, photo: str, words: tuple[str, ...], others: tuple[str, ...]) -> None:
    """Render a photo in every mode, measure all, write the folder, print the table."""
    if len(others) > MOST_CLIPS:
        raise UsageError(f"at most {MOST_CLIPS} clips can be compared, got {len(others)}: leave some out")
    plan_file = words[0] if len(words) == 1 and Path(words[0]).suffix.lower() == ".json" else None
    if plan_file and settings.wishes:
        name = next(iter(settings.wishes)).replace("_", "-")
        raise UsageError(f"{name} and a plan cannot both be said: edit {plan_file}, or give a prompt in its place")
    context = click.get_current_context()
    prompt = plan_file or options.join_prompt(context, context.command.params[0], words)
    check_photo(photo, settings)
    read = [*inputs(settings, photo), *others, *([plan_file] if plan_file else [])]
    target = claim(settings, beside(photo, ".compare"), read)
    from flowanim.review.clip import measurable
    from flowanim.review.contest import contest_facts
    from flowanim.video.decode import read_video

    with Report(settings) as report:
        clips = [measurable(clip, read_video(clip)) for clip in others]
        plan, scene = planned(settings, photo, prompt, report)
        home = Path(plan_file).parent if plan_file else Path()
        with filled_folder(target) as folder:
            found = compared(Task(photo, plan, home, scene, others, clips), folder, report)
        report.close()
        if settings.json:
            report.result(contest_facts(found))
        else:
            tell(found.entries)
        report.finish(f"{near_path(target)}: open compare.html in it; made in {report.spent():.0f} s")


@dataclass(frozen=True)
class Task:
    """What is to be compared. home: the folder from which the plan's files are found.

    others: clips of the photo from elsewhere; clips: the same, opened.
    """

    photo: str
    plan: "MotionPlan"
    home: Path
    scene: "Scene"
    others: Sequence[str]
    clips: Sequence["Clip"]

    @property
    def to(self) -> "Common":
        """What all clips are brought to: the plan's size and rate, the shortest length."""
        from flowanim.review.align import Common, length

        w, h = self.plan.size
        shortest = min([self.plan.frames / self.plan.fps, *map(length, self.clips)])
        return Common((w - w % 2, h - h % 2), self.plan.fps, shortest)


def planned(settings: Settings, photo: str, prompt: str, report: Report) -> tuple["MotionPlan", "Scene"]:
    """Return the plan, and the scene. prompt: words, or a plan's file."""
    from flowanim import pipeline
    from flowanim.loading import load_scene
    from flowanim.motion.planfile import load_plan

    if Path(prompt).suffix.lower() != ".json":
        made = pipeline.make_plan(photo, prompt, wishes(settings), progress=report.progress)
        report.notes(made[0].notes)
        return made
    folder = Path(prompt).parent
    plan = with_photo(load_plan(prompt), photo, folder, report)
    scene = load_scene(plan, folder, progress=report.progress)
    report.notes(scene.photo.notes)
    return plan, scene


def compared(task: Task, folder: Path, report: Report) -> "Contest":
    """Render, measure, and fill `folder`."""
    from flowanim.review.align import adapted
    from flowanim.review.showing import Candidate, entry, show
    from flowanim.review.watch import Known
    from flowanim.video.probe import breaks_off

    names, to = short_names(task.others), task.to
    work = folder / "work"
    work.mkdir()
    made, notes = rendered(task, work, report)
    notes += [note for name, clip in zip(names, task.clips, strict=True) for note in adapted(name, clip, to)]
    notes += [note for clip in task.others for note in breaks_off(clip)]
    report.notes(notes)
    known = Known(task.scene.photo.rgb)
    made += [Candidate(name, Path(clip), known) for name, clip in zip(names, task.others, strict=True)]
    entries = [entry(one, to, report.progress) for one in made]
    found = show(entries, to, folder, title=Path(task.photo).name, notes=notes, progress=report.progress)
    shutil.rmtree(work)
    return found


def rendered(task: Task, work: Path, report: Report) -> tuple[list["Candidate"], list[str]]:
    """Return a render of each mode, and which ones are left out and why. WeightsError if none is left."""
    from flowanim.filling import REFINER, default_filler, missing
    from flowanim.motion.planfile import save_plan
    from flowanim.review.modes import MODES, in_mode
    from flowanim.review.showing import Candidate
    from flowanim.review.watch import Known

    found: list[Candidate] = []
    notes: list[str] = []
    for number, mode in enumerate(MODES):
        report.progress("modes", number, len(MODES))
        plan = in_mode(task.plan, mode, default_filler())
        lack = "this version cannot render it" if plan is None else missing(REFINER) * (plan.refine == "frames")
        if plan is None or lack:
            notes.append(f"{mode.name} is left out: {lack}")
            continue
        file = save_plan(plan, work / f"{mode.slug}.json", folder=task.home)
        try:
            made = render_apart(task.photo, file, work / f"{mode.slug}.mp4")
        except WeightsError as fault:
            notes.append(f"{mode.name} is left out: {fault}")
            continue
        known = Known(task.scene.photo.rgb, plan, task.scene)
        text = f"{mode.text} (filler: {plan.fill})"
        found.append(Candidate(mode.name, made.path, known, plan.loop, text, made.seconds, made.memory_mb))
        notes += [f"{mode.name}: {note}" for note in made.notes if note.startswith(WAYS)]
    if not found:
        raise WeightsError("; ".join(notes))
    return found, notes
