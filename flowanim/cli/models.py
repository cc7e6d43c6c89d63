"""`models`: the network that ships, and larger ones that can be fetched."""

import json
from pathlib import Path

import click

from flowanim.cli import options
from flowanim.cli.guard import Settings, put, say
from flowanim.errors import WeightsError, show_name
from flowanim.nets import hub
from flowanim.nets.specs import FOLDER, HUB, SCENE
from flowanim.nets.weights import read_weights

name_argument = click.argument("name", metavar="NAME", type=click.Choice([*HUB]))
any_argument = click.argument("name", metavar="[NAME]", type=click.Choice([SCENE.name, *HUB]), required=False)
HERE, ABSENT, SHIPPED = "here", "not fetched", "ships with flowanim"


def facts() -> list[dict[str, str | int]]:
    """Return one row a model."""
    size = round(sum(path.stat().st_size for path in FOLDER.glob(f"{SCENE.name}.*")) / 1e6)
    rows: list[dict[str, str | int]] = [
        {"name": SCENE.name, "use": "depth and regions", "megabytes": size, "licence": "MIT", "state": SHIPPED}
    ]
    for model in HUB.values():
        state = HERE if hub.is_here(model) else ABSENT
        rows.append(
            {
                "name": model.name,
                "use": model.use,
                "megabytes": model.megabytes,
                "licence": model.licence,
                "state": state,
                "repo": model.repo,
                "revision": model.revision,
            }
        )
    return rows


def show(settings: Settings) -> None:
    """Print the table, or JSON."""
    rows = facts()
    if settings.json:
        put(json.dumps({"models": rows, "store": str(hub.store())}, indent=2))
        return
    for row in rows:
        put(f"{row['name']:24} {row['use']:18} {row['megabytes']:>4} MB  {row['licence']:11} {row['state']}")


@click.command("models")
@options.say_options
@click.pass_obj
def models(settings: Settings) -> None:
    """List the models: the one that ships, and those that can be fetched.

    \b
    flowanim models get depth-anything-v2-small
    flowanim animate photo.jpg --depth-model depth-anything-v2-small
    """
    show(settings)


@click.command("models list")
@options.say_options
@click.pass_obj
def models_list(settings: Settings) -> None:
    """List the models: the one that ships, and those that can be fetched."""
    show(settings)


@click.command("models get")
@name_argument
@click.option("--from", "source", type=click.Path(path_type=Path), help="A folder that already holds its files.")
@options.switch("--offline", text="Fetch nothing.")
@options.say_options
@click.pass_obj
def models_get(settings: Settings, name: str, source: Path | None) -> None:
    """Fetch the model NAME. Its size and licence are said before; only safetensors are taken."""
    model = hub.find(name)
    if source is None and hub.is_here(model) and not settings.force:
        hub.verify(model)
        place = hub.folder(model)
        done = f"{show_name(place)}: {name} is here already, and whole (-f fetches it again)"
    else:
        if not settings.quiet:
            say(hub.terms(model))
        place = hub.get(model, source=source, offline=settings.offline)
        done = f"{show_name(place)}: {name} is here; its sha256 are recorded, and held to from now on"
    if settings.json:
        put(json.dumps({"name": name, "path": str(place)}, indent=2))
    elif not settings.quiet:
        say(done)


@click.command("models verify")
@any_argument
@options.say_options
@click.pass_obj
def models_verify(settings: Settings, name: str | None) -> None:
    """Check the files of the model NAME, or of all that are here, against their sha256."""
    here = [SCENE.name, *(model.name for model in HUB.values() if hub.is_here(model))]
    for one in [name] if name else here:
        if one == SCENE.name:
            for form in ("onnx", "safetensors"):
                read_weights(SCENE, form)
        else:
            hub.verify(hub.find(one))
        if not settings.quiet:
            put(f"{one}: whole")


@click.command("models path")
@any_argument
@options.say_options
@click.pass_obj
def models_path(settings: Settings, name: str | None) -> None:
    """Print where the model NAME lies, or the folder of all that are fetched."""
    if name == SCENE.name:
        put(str(FOLDER / f"{SCENE.name}.onnx"))
    elif name is None:
        put(str(hub.store()))
    elif not hub.is_here(hub.find(name)):
        raise WeightsError(f"{name} is not fetched: {hub.remedy(hub.find(name))}")
    else:
        put(str(hub.folder(hub.find(name))))


@click.command("models rm")
@name_argument
@click.option("--forget", is_flag=True, help="Its recorded sha256 too: the next fetch records new ones.")
@options.say_options
@click.pass_obj
def models_rm(settings: Settings, name: str, forget: bool) -> None:
    """Delete the fetched model NAME."""
    gone = hub.remove(hub.find(name), forget=forget)
    if not settings.quiet:
        say(f"{name}: deleted" if gone else f"{name}: was not here")
