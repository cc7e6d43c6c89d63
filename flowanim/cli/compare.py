"""`compare`: one photo rendered in every way, clips from elsewhere, or any clips: beside each other, by one table."""

import json
from pathlib import Path

import click

from flowanim.cli import options
from flowanim.cli.contest import MOST_CLIPS, claim, short_names, tell
from flowanim.cli.guard import Settings, put
from flowanim.cli.names import NAMES_HELP
from flowanim.cli.pictures import filled_folder
from flowanim.cli.report import Report
from flowanim.cli.summary import near_path
from flowanim.cli.values import File, existing
from flowanim.errors import UsageError, show_name

CLIP_HINT = "name one clip in it"
CLIP_ENDINGS = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".gif", ".webp", ".apng", ".mpg", ".ogv"})


@click.command(epilog=NAMES_HELP)
@click.argument("words", metavar="PHOTO [PROMPT | PLAN] | CLIP CLIP...", nargs=-1, required=True)
@click.option(
    "--with", "others", type=File(CLIP_HINT), multiple=True, help="A clip of PHOTO from elsewhere; repeatable."
)
@options.out_option("A folder for the page, the videos and the maps.  [default: PHOTO.compare; for clips: none]")
@options.motion_options
@options.time_options
@options.shape_options
@options.scene_options
@options.say_options
@click.pass_obj
def compare(settings: Settings, words: tuple[str, ...], others: tuple[str, ...]) -> None:
    """Render PHOTO by one plan in every way there is (warp only, warp + plate, refined frames), and measure.

    Clips from elsewhere (--with) are brought to the same size, rate and length. Writes a page with a slider and a
    table, a video side by side, one that wipes, a map of the differences, and x-t slices. With clips alone it puts
    them in order, the best first; what does not move comes last.

    \b
    flowanim compare lake.jpg "the water flows, slow push in" --with kling.mp4
    flowanim compare lake.jpg lake.plan.json
    flowanim compare mine.mp4 theirs.mp4 -o duel
    """
    if are_clips(words):
        if settings.wishes:
            name = next(iter(settings.wishes)).replace("_", "-")
            raise UsageError(f"{name} says how to render a photo, and here are only clips: give the photo first")
        compare_clips(settings, (*words, *others))
        return
    from flowanim.cli.modes import compare_modes

    compare_modes(settings, existing(words[0], options.PHOTO_FILE.folder_hint), words[1:], others)


def are_clips(words: tuple[str, ...]) -> bool:
    """Whether the words name clips only; a photo with clips behind it is refused, they want --with."""
    clips = [Path(word).suffix.lower() in CLIP_ENDINGS for word in words]
    if not clips[0] and any(clips[1:]):
        word = show_name(words[clips.index(True)])
        raise UsageError(f"{word} is a clip: to compare it with renders of {show_name(words[0])} say --with {word}")
    animated = Path(words[0]).suffix.lower() in {".gif", ".webp"}
    return clips[0] and not (animated and not any(clips[1:]))


def compare_clips(settings: Settings, clips: tuple[str, ...]) -> None:
    """Measure clips, print them in order, and write the folder if one is asked for."""
    for clip in clips:
        existing(clip, CLIP_HINT)
    if not 2 <= len(clips) <= MOST_CLIPS:
        raise UsageError(f"compare wants 2 to {MOST_CLIPS} clips, got {len(clips)}: for one there is `flowanim review`")
    target = claim(settings, Path("compare"), clips) if settings.out else None
    from flowanim.review.align import adapted, common
    from flowanim.review.clip import measurable
    from flowanim.review.facts import facts
    from flowanim.review.showing import Candidate, entry, show
    from flowanim.video.decode import read_video
    from flowanim.video.probe import breaks_off

    with Report(settings) as report:
        found = [measurable(clip, read_video(clip)) for clip in clips]
        to, names = common(found), short_names(clips)
        notes = [note for name, clip in zip(names, found, strict=True) for note in adapted(name, clip, to)]
        notes += [note for clip in clips for note in breaks_off(clip)]
        report.notes(notes)
        candidates = [Candidate(name, Path(clip)) for name, clip in zip(names, clips, strict=True)]
        entries = [entry(one, to, report.progress) for one in candidates]
        entries.sort(key=lambda one: -1.0 if one.score is None else one.score, reverse=True)
        if target:
            with filled_folder(target) as folder:
                show(entries, to, folder, title=" and ".join(names), notes=notes, progress=report.progress)
            report.note(f"the page is {near_path(target / 'compare.html')}")
        report.close()
        if settings.json:
            put(json.dumps([facts(one.measures, one.verdicts, one.score) for one in entries], indent=2))
        else:
            tell(entries)
