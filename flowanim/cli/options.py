"""The options that commands share: text of the command line -> `Settings`.

Options do not arrive as arguments of the command: they are kept in `Settings`, what shapes the picture in
`Settings.wishes` (field of `datatypes.Wishes` -> value). Nothing here loads numpy.
"""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from flowanim.cli.guard import Settings
from flowanim.cli.names import CAMERAS, PRESETS
from flowanim.cli.values import (
    Arrow,
    BrushFile,
    Crop,
    File,
    Filler,
    Name,
    NamedFile,
    Number,
    Percent,
    Point,
    Size,
    Whole,
)
from flowanim.nets.specs import HUB
from flowanim.ops.files import nearest

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]

LOOP_HELP = "Close the clip into a loop.  [default: yes, unless the prompt asks for a one-way camera move]"


def keep_wish(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option that was given in Settings.wishes."""
    if value is not None and value != ():
        ctx.ensure_object(Settings).wishes[str(param.name)] = value


def keep_masks(ctx: click.Context, param: click.Parameter, value: tuple[tuple[str, str], ...]) -> None:
    """Keep the masks as name -> file; a name given twice is refused."""
    names = [name for name, _ in value]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise click.BadParameter(f"'{twice[0]}' is given twice: one file a name", ctx, param)
    keep_wish(ctx, param, dict(value) or None)


def keep_name(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Keep the name of a preset or camera move; one that does not exist is refused with the nearest."""
    if value is None:
        return
    known = {"preset": PRESETS, "camera": CAMERAS}[str(param.name)]
    name = "-".join(value.lower().replace("_", " ").split())
    if name not in known:
        near = nearest(name, list(known))
        hint = f"did you mean {near}?" if near else f"choose from {', '.join(known)}"
        raise click.BadParameter(f"there is no '{value}': {hint}", ctx, param)
    keep_wish(ctx, param, name)


def keep_setting(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option that was given as the field of Settings that has its name."""
    if value is not None and value is not False:
        setattr(ctx.ensure_object(Settings), str(param.name), value)


def join_prompt(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> str:
    """Return the words as one prompt, in quotes or not; a file among them is a second photo, and is refused."""
    files = [word for word in words if Path(word).is_file()]
    if files:
        raise click.UsageError(f"'{files[0]}' is a file, not a prompt: give one photo at a time", ctx)
    return " ".join(words).strip()


def together(*options: Decorator[Any]) -> Decorator[Any]:
    """Make one decorator of many; the help lists them in this order."""
    return lambda command: reduce(lambda inner, option: option(inner), reversed(options), command)


def wish(
    name: str, *, text: str, kind: Any = None, many: bool = False, keep: Any = keep_wish, dashed: str = ""
) -> Decorator[Any]:
    """Return an option that is kept in Settings.wishes as `name`; many: it may be repeated; dashed: as it is typed."""
    plain = f"--{name.replace('_', '-')}"
    flag = None if kind is not None else True
    names = (dashed or (plain.removesuffix("s") if many else plain), name)
    if flag:
        return click.option(*names, is_flag=True, default=None, help=text, callback=keep, expose_value=False)
    return click.option(*names, type=kind, help=text, multiple=many, callback=keep, expose_value=False)


def switch(*names: str, text: str) -> Decorator[Any]:
    """Return a flag that is kept in Settings."""
    return click.option(*names, is_flag=True, help=text, callback=keep_setting, expose_value=False)


def models_for(use: str) -> click.Choice[str]:
    """Return the choice of the models for "depth" or "regions"."""
    return click.Choice([model.name for model in HUB.values() if model.use == use])


def out_option(text: str) -> Decorator[Any]:
    """Return -o, kept in Settings; each command says in `text` what it writes."""
    return click.option("-o", "--output", "out", metavar="PATH", callback=keep_setting, expose_value=False, help=text)


talk_options = together(
    switch("-q", "--quiet", text="Say nothing but errors."),
    switch("-v", "--verbose", text="Say each stage and its time."),
    switch("--debug", text="Show the traceback of an error."),
)
say_options = together(
    switch("-f", "--force", text="Overwrite what is there."),
    switch("--json", text="Print what was made as JSON on stdout."),
    talk_options,
)
make_options = together(
    switch("--dry-run", text="Say the plan, the time and the memory expected; make nothing."),
    say_options,
)
video_option = out_option(
    "An .mp4, .webm, .gif, .mov, .mkv, .webp or .apng, or a folder to put it in.  [default: PHOTO.flowanim.mp4]"
)
PHOTO_FILE = File("use `flowanim batch` for the photos in it")
photo_argument = click.argument("photo", type=PHOTO_FILE)
prompt_argument = click.argument("prompt", nargs=-1, callback=join_prompt)

limit_option = wish("max_pixels", kind=Whole("pixels", 1, 10**9), text="Refuse a photo of more pixels than this.")
shape_options = together(
    wish("size", kind=Size(), text="Long side in pixels, or WIDTHxHEIGHT.  [default: the photo's, at most 1920]"),
    wish("crop", kind=Crop(), text="An aspect such as 16:9, or a box x,y,w,h as shares 0..1 of the photo."),
    limit_option,
)
draft_option = wish("draft", text="Quick look: a quarter of the pixels, half the frame rate, the same motion.")
INVENTED_HELP = "Tint magenta what was made up behind things that move aside."
FILLER_HELP = "What makes up hidden pixels: none, telea, patch, diffusion, hub:NAME.  [default: patch]"
filler_option = wish("filler", kind=Filler(), text=FILLER_HELP)
REFINE_HELP = "frames: the in-painting network goes over every 8th frame; for large moves."
refine_option = wish("refine", kind=click.Choice(["none", "frames"]), text=REFINE_HELP)
invented_option = wish("show_invented", text=INVENTED_HELP)
loop_option = click.option("--loop/--no-loop", default=None, callback=keep_wish, expose_value=False, help=LOOP_HELP)
camera_option = wish("camera", kind=Name(), keep=keep_name, text="A camera move instead of the prompt's; see below.")
hand_options = together(
    wish("arrows", kind=Arrow(), many=True, text="This point moves there, in pixels of PHOTO; repeatable."),
    wish("anchors", kind=Point(), many=True, text="This point stays, in pixels of PHOTO; repeatable."),
    wish("freeze", kind=File(), many=True, text="A mask, white where nothing moves; repeatable."),
    wish(
        "brushes",
        kind=BrushFile(),
        many=True,
        dashed="--brush",
        text="What is white in FILE moves: px/s right, px/s up, % a second nearer, px/s at random; repeatable.",
    ),
    wish(
        "drawn",
        kind=click.Choice(["flow", "swing", "dashes"]),
        text="Arrows and brushes flow on and on, or swing there and back; or dashes march along the arrows.  "
        "[default: fluids flow, the rest swings]",
    ),
    wish("hints", kind=File(), text="What was drawn in labelme or for Kling (JSON), or a .flo file."),
    wish("motion_from", kind=File(), text="A clip of a river: its current moves the water here, or the --region."),
    wish("region", kind=Name(), text="The region for --motion-from and .flo files, such as water.  [default: water]"),
    wish("divergence_free", text="What arrows make flow neither gathers nor vanishes, as in a river."),
)
time_options = together(
    wish("seconds", kind=Number("seconds", 0, 600), text="Length of the video.  [default: 4]"),
    wish("fps", kind=Number("rate", 0, 240), text="Frames a second.  [default: 24]"),
    wish("strength", kind=Number("factor", 0, 5, closed=True), text="Factor on all motion.  [default: 1]"),
    wish("no", kind=str, text='What must not move, such as "camera, people".'),
    wish("seed", kind=Whole("number", 0, 2**31 - 1), text="Seed of everything random.  [default: 0]"),
    draft_option,
)
scene_options = together(
    wish("depth", kind=File(), text="Your own depth map, 8 or 16 bit; it wins over ours."),
    wish("depth_kind", kind=click.Choice(["disparity", "depth"]), text="White is near (disparity) or far (depth)."),
    wish("depth_model", kind=models_for("depth"), text="A larger model for depth; see `flowanim models`."),
    wish("segment_model", kind=models_for("regions"), text="A larger model for regions."),
    switch("--offline", text="Fetch no model."),
    wish(
        "masks", kind=NamedFile(), many=True, keep=keep_masks, text="Your own region, such as sky=sky.png; repeatable."
    ),
    wish("remove", kind=File(), many=True, dashed="--remove", text="A mask, white over an object to go; repeatable."),
    wish("beyond", kind=Percent("percent", 0, 25), text="Make up so much beyond each side, for pull-outs."),
    filler_option,
    refine_option,
    invented_option,
)
motion_options = together(
    wish("preset", kind=Name(), keep=keep_name, text="A ready-made motion; see below."),
    camera_option,
    loop_option,
    hand_options,
)
