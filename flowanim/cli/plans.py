"""`plan diff`, `plan blend`: two plans beside each other."""

import json
from pathlib import Path

import click

from flowanim.cli import options
from flowanim.cli.guard import Settings, put
from flowanim.cli.report import Report
from flowanim.cli.summary import near_path, plan_facts
from flowanim.cli.values import File, Number
from flowanim.errors import UsageError, show_name

first_argument = click.argument("first", metavar="A.json", type=File())
second_argument = click.argument("second", metavar="B.json", type=File())


@click.command("plan diff")
@first_argument
@second_argument
@options.say_options
@click.pass_obj
def plan_diff(settings: Settings, first: str, second: str) -> None:
    """Say what differs between two plans, number by number.

    \b
    flowanim plan diff a.json b.json
    """
    from flowanim.motion.compare import changed_numbers, difference
    from flowanim.motion.planfile import load_plan

    changes = difference(load_plan(first), load_plan(second))
    if settings.json:
        facts = [{"place": one.place, "before": one.before, "after": one.after} for one in changes]
        put(json.dumps({"changes": facts}, indent=2))
        return
    for change in changes:
        if isinstance(change.before, dict) and isinstance(change.after, dict):
            for name, (before, after) in changed_numbers(change).items():
                put(show_name(f"{change.place}: {name} {before} -> {after}"))
        else:
            put(show_name(str(change)))
    if not changes and not settings.quiet:
        put("the two plans make the same picture")


@click.command("plan blend")
@first_argument
@second_argument
@click.option("--share", type=Number("share", 0, 1, closed=True), default=0.5, help="0 is A, 1 is B.  [default: 0.5]")
@options.out_option("The plan between them, a JSON file.  [default: stdout]")
@options.say_options
@click.pass_obj
def plan_blend(settings: Settings, first: str, second: str, share: float) -> None:
    """Write the plan that lies between two plans of one photo.

    \b
    flowanim plan blend calm.json storm.json --share 0.3 -o breeze.json
    """
    from flowanim.cli.pictures import claim
    from flowanim.motion.compare import blend
    from flowanim.motion.planfile import load_plan, save_plan

    if settings.json and settings.out is None:
        raise UsageError("--json says where the plan went: give -o PLAN too (without -o the plan itself is printed)")
    default = Path(first).with_suffix(".blend.json")
    target = claim(settings.out, default, inputs=[first, second], force=settings.force) if settings.out else None
    made = blend(load_plan(first), load_plan(second), share)
    if target is None:
        put(json.dumps(made.model_dump(mode="json"), indent=2))
        return
    with Report(settings) as report:
        path = save_plan(made, target, force=settings.force, folder=Path(first).parent)
        report.finish(f"{near_path(path)}: render it with: flowanim render {made.photo.path} {near_path(path)}")
        report.result({"path": str(path), **plan_facts(made)})
