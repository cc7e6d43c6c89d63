"""The command line: words -> one call -> what came of it, on stderr, and an exit code.

Each command parses, calls one function of the library, and reports. Commands are loaded when they are called: this
module and `flowanim --help` load click and nothing heavier. Exit codes and errors: `guard.py`, `flowanim/errors.py`.
"""

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module

import click

from flowanim import __version__
from flowanim.cli.guard import Settings, guarded, stop_on_signals
from flowanim.cli.heap import keep_memory
from flowanim.cli.options import talk_options

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Make a video": {
        "animate": ("animate", "Animate a photo, by a prompt or as fits what is in it."),
        "parallax": ("animate", "Move only the camera through the photo."),
        "loop": ("animate", "Keep the camera still and let things move in a closed loop; or loop a clip."),
    },
    "In two steps, with a plan that you can read and edit": {
        "plan": ("plan", "Write the plan of a video as JSON."),
        "render": ("plan", "Render a photo by a plan."),
        "plan diff": ("plans", "Say what differs between two plans."),
        "plan blend": ("plans", "Write the plan that lies between two."),
        "lint": ("lint", "Say what is doubtful in a prompt, and what would be better."),
    },
    "Repair a photo": {
        "inpaint": ("repair", "Make up what is white in a mask."),
        "outpaint": ("repair", "Carry the photo on beyond its frame."),
    },
    "Work on clips, or two photos": {
        "interpolate": ("clips", "Give a clip more frames: a higher rate, or slow motion."),
        "stabilize": ("clips", "Take the camera's shake out of a clip."),
        "deflicker": ("clips", "Take flicker of light and texture out of a clip."),
        "transition": ("transition", "Go from one photo into another."),
    },
    "Know before, know after": {
        "check": ("check", "Say what a photo will bear, before it is animated."),
        "review": ("review", "Measure a clip and say what mends it."),
        "compare": ("compare", "Render a photo in every way, or take clips, and lay them side by side."),
    },
    "Larger models, for those who want them": {
        "models": ("models", "List the models: which ship, which can be fetched, which are here."),
        "models list": ("models", "The same."),
        "models get": ("models", "Fetch a model, its size and licence said before."),
        "models verify": ("models", "Check the files of a model, or of all that are here."),
        "models path": ("models", "Print where a model lies."),
        "models rm": ("models", "Delete a fetched model."),
    },
    "Look at one stage": {
        "depth": ("look", "Write how near each pixel is, as a 16-bit PNG."),
        "layers": ("look", "Write the layers that the photo is cut into, as PNGs."),
        "flow": ("look", "Write where each pixel goes, as a colour wheel and a .flo file."),
    },
}
"""Heading -> command -> (module in this folder, short help); the function in the module has the command's name."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; its help is written from SECTIONS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names, in the order of the help."""
        return [name for commands in SECTIONS.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command `cmd_name`, or return None."""
        for commands in SECTIONS.values():
            if cmd_name in commands:
                module = import_module(f"flowanim.cli.{commands[cmd_name][0]}")
                command: click.Command = getattr(module, cmd_name.replace(" ", "_"))
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command in `args`; a wrong one is refused with the nearest."""
        if not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            raise click.UsageError(unknown_command(args[0], self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings without importing them."""
        for heading, commands in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, text) for name, (_, text) in commands.items()])


def unknown_command(name: str, known: Sequence[str]) -> str:
    """Return what to say to a command that does not exist."""
    near = get_close_matches(name, known, 1)
    if near:
        return f"there is no command '{name}': did you mean '{near[0]}'?"
    if "." in name or "/" in name:
        return f"'{name}' is not a command: did you mean 'flowanim animate {name}'?"
    return f"there is no command '{name}': the commands are {', '.join(known)}"


@click.command(
    cls=LazyGroup,
    epilog="Try: flowanim animate photo.jpg 'the clouds drift left, slow push-in'. Options of a command: "
    "flowanim COMMAND --help. Exit codes: 0 done, 2 usage, 3 unreadable input, 4 bad plan, mask or prompt, "
    "5 model missing, 6 cannot write, 7 encoder failed, 9 out of memory or over a limit, 1 a bug, 130 stopped.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="flowanim %(version)s")
@talk_options
def cli() -> None:
    """Turn a photograph into a short video, on an ordinary computer."""


def joined(words: list[str]) -> list[str]:
    """Return the words of the command line with a command of two words as one: "plan diff"."""
    two = " ".join(words[:2])
    return [two, *words[2:]] if any(two in commands for commands in SECTIONS.values()) else words


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line on `args` (default: the process's own) and return the exit code."""
    words = joined(list(sys.argv[1:] if args is None else args))
    settings = Settings()
    keep_memory()

    def call() -> None:
        with cli.make_context("flowanim", words or ["--help"], obj=settings) as context:
            cli.invoke(context)

    with stop_on_signals():
        return guarded(call, settings)
