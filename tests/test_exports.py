"""The public names: few, found lazily, documented."""

import inspect
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import flowanim

ROOT = Path(__file__).parents[1]


def loaded_after(program: str) -> set[str]:
    """Run a program in a fresh interpreter; return the top-level modules that it loaded."""
    ask = f"{program}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_there_are_about_fifteen_public_names():
    assert 12 <= len(flowanim.__all__) <= 18


@pytest.mark.parametrize("name", flowanim.__all__)
def test_every_public_name_is_found_and_documented(name):
    thing = getattr(flowanim, name)
    assert thing.__module__.startswith("flowanim.")
    assert len(inspect.getdoc(thing) or "") > 20


@pytest.mark.parametrize("name", flowanim.__all__)
def test_no_public_name_is_a_folder_too(name):
    """Else importing the folder would put its module in the name's place."""
    assert not (ROOT / "flowanim" / name).exists() and not (ROOT / "flowanim" / f"{name}.py").exists()


def test_every_public_name_has_a_place_and_the_other_way_round():
    assert sorted(flowanim._PLACES) == sorted(flowanim.__all__)


def test_dir_lists_the_public_names():
    assert set(flowanim.__all__) <= set(dir(flowanim))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'animat'"):
        flowanim.animat  # noqa: B018


def test_importing_flowanim_loads_no_library():
    assert not loaded_after("import flowanim") & {"numpy", "cv2", "torch", "pydantic", "click", "PIL", "scipy"}


def test_the_classical_stages_load_no_torch():
    names = ", ".join(flowanim.__all__)
    assert not loaded_after(f"from flowanim import {names}") & {"torch", "timm", "torchvision"}


def test_the_version_is_the_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert flowanim.__version__ == project["version"]
