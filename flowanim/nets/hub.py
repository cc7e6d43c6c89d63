"""Larger models of others: fetched when the user says so, kept in one folder, checked before each use.

    store/NAME/config.json, model.safetensors     what was fetched
    store/pins.json                               name -> revision and the sha256 of each file

The revision is pinned in `specs.HUB`. The sha256 of a file is recorded when it is first fetched and held to from then
on, also by a later fetch: `pins.json` outlives `remove`. Only safetensors are taken, never a pickle. The store is
$FLOWANIM_MODELS, or flowanim/models in the user's cache.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from flowanim.errors import WeightsError, show_name
from flowanim.nets.specs import HUB, HubModel

FILES = ("config.json", "model.safetensors")
REFUSED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".h5", ".msgpack")
Fetch = Callable[[HubModel, str, Path], None]
"""Called as (model, name of a file, folder): puts the file into the folder, or raises OSError."""


def find(name: str) -> HubModel:
    """Return the model called `name`; WeightsError lists those that there are."""
    if name not in HUB:
        raise WeightsError(f"there is no model '{show_name(name)}': choose from {', '.join(HUB)}")
    return HUB[name]


def store() -> Path:
    """Return the folder that models are kept in; it need not exist."""
    own = os.environ.get("FLOWANIM_MODELS")
    if own:
        return Path(own)
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "flowanim" / "models"


def folder(model: HubModel) -> Path:
    """Return where the model lies, or would lie."""
    return store() / model.name


def is_here(model: HubModel) -> bool:
    """Whether the model was fetched; it is not checked."""
    return all((folder(model) / name).is_file() for name in FILES)


def terms(model: HubModel) -> str:
    """Return what the user should know before it is fetched."""
    return f"{model.name}: {model.megabytes} MB, licence {model.licence}, from {model.repo}"


def remedy(model: HubModel) -> str:
    """Return what to do where the model is missing."""
    return f"run `flowanim models get {model.name}` ({model.megabytes} MB, {model.licence})"


def get(model: HubModel, *, source: Path | None = None, offline: bool = False, fetch: Fetch | None = None) -> Path:
    """Fetch the model, check it, and return its folder; nothing is left behind where that fails.

    source: a folder that already holds the model's files. offline: never ask the network. Raises WeightsError.
    """
    if source is None and offline:
        raise WeightsError(f"{model.name} is not here, and --offline forbids fetching it: {remedy(model)} online")
    take = fetch or (from_hub if source is None else _from_folder(source))
    home = store()
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=home) as part:
        for name in FILES:
            _take(take, model, name, Path(part))
        found = {name: _sha256(Path(part) / name) for name in FILES}
        _hold_to_pins(model, found)
        _record(model, found)
        target = folder(model)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for name in FILES:
            (Path(part) / name).replace(target / name)
    return folder(model)


def verify(model: HubModel) -> Path:
    """Return the folder of a model whose files are what was first fetched.

    WeightsError says how to fetch it where it is missing; a file that has changed is put aside and not used.
    """
    place = folder(model)
    refuse_pickles(place)
    if not is_here(model):
        raise WeightsError(f"{model.name} is not in {show_name(store())}: {remedy(model)}")
    wanted = pins().get(model.name, {}).get("files", {})
    for name in FILES:
        found, expected = _sha256(place / name), wanted.get(name)
        if found == expected:
            continue
        (place / name).replace(place / f"{name}.damaged")
        raise WeightsError(
            f"{show_name(place / name)} has sha256 {found[:12]}..., expected {str(expected)[:12]}...; it was put aside "
            f"as {name}.damaged: fetch it again with `flowanim models get {model.name}`"
        )
    return place


def remove(model: HubModel, *, forget: bool = False) -> bool:
    """Delete the model's files; forget: its sha256 too. Return whether there was anything."""
    place, known = folder(model), pins()
    there = place.is_dir()
    if there:
        shutil.rmtree(place)
    if forget and model.name in known:
        del known[model.name]
        _write_pins(known)
        return True
    return there


def pins() -> dict[str, dict[str, dict[str, str]]]:
    """Return name -> what was recorded of it: {"files": {name: sha256}}; the revision stands beside."""
    try:
        held = json.loads((store() / "pins.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise WeightsError(f"{show_name(store() / 'pins.json')} cannot be read: delete it and fetch again") from error
    return dict(held)


def refuse_pickles(place: Path) -> None:
    """Raise WeightsError where a folder, or a file, holds weights in a format that can run code."""
    names = [place] if place.is_file() else sorted(place.glob("*")) if place.is_dir() else []
    bad = [path for path in names if path.suffix.lower() in REFUSED]
    if bad and not (place / FILES[1]).is_file():
        raise WeightsError(f"{show_name(bad[0])} is refused, since such files can run code: give {FILES[1]} instead")


def from_hub(model: HubModel, name: str, place: Path) -> None:
    """Fetch one file of the pinned revision. Raises OSError where the network or the hub says no."""
    from huggingface_hub import HfApi, hf_hub_download

    HfApi().model_info(model.repo, revision=model.revision, timeout=8)
    hf_hub_download(model.repo, name, revision=model.revision, local_dir=place)


def _from_folder(source: Path) -> Fetch:
    refuse_pickles(source)
    return lambda model, name, place: _copied(source / name, place / name)


def _copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _take(take: Fetch, model: HubModel, name: str, place: Path) -> None:
    try:
        take(model, name, place)
    except ImportError as error:
        raise WeightsError(f"fetching {model.name} wants huggingface_hub: pip install 'flowanim[hub]'") from error
    except FileNotFoundError as error:
        raise WeightsError(f"{name} of {model.name} is not there: {_one_line(error)}") from error
    except OSError as error:
        raise WeightsError(f"{name} of {model.name} could not be fetched: {_one_line(error)}; try again") from error


def _one_line(error: OSError) -> str:
    return show_name((error.strerror or str(error)).strip().split("\n")[0][:160])


def _sha256(path: Path) -> str:
    total = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def _hold_to_pins(model: HubModel, found: dict[str, str]) -> None:
    """Refuse files that are not those that were first fetched."""
    known = pins().get(model.name)
    if known is None:
        return
    for name, value in known["files"].items():
        if found.get(name) != value:
            raise WeightsError(
                f"{name} of {model.name} has sha256 {str(found.get(name))[:12]}..., expected {value[:12]}...: fetch it "
                f"again, or accept the new one with `flowanim models rm {model.name} --forget`"
            )


def _record(model: HubModel, found: dict[str, str]) -> None:
    known = pins()
    known[model.name] = {"revision": {"commit": model.revision}, "files": found}
    _write_pins(known)


def _write_pins(known: dict[str, dict[str, dict[str, str]]]) -> None:
    part = store() / ".pins.part"
    part.write_text(json.dumps(known, indent=2) + "\n", "utf-8")
    part.replace(store() / "pins.json")
