"""Who may import whom.

    datatypes, wishes, sight, plan, parts, errors <- ops <- fields <- scene, motion, render, video <- review <- filling
    <- repair <- loading <- pipeline <- transition <- batch, studio <- cli

A module imports its own folder and folders further left, never one beside its own: stages meet in data types. nets/
rests on the base and ops alone, and is the only folder that knows torch.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "flowanim"
ORDER = (
    ("datatypes", "wishes", "sight", "plan", "parts", "blink", "errors"),
    ("ops",),
    ("fields", "nets"),
    ("scene", "motion", "render", "video"),
    ("review",),
    ("filling",),
    ("repair",),
    ("loading",),
    ("pipeline",),
    ("transition",),
    ("batch", "studio"),
    ("cli",),
)
RANK = {folder: rank for rank, folders in enumerate(ORDER) for folder in folders}
BASE = ORDER[0]
MAY_KNOW_NETS = ("nets", "filling", "repair", "loading", "pipeline", "batch", "studio", "cli")
ONLY_IN = {"torch": "nets", "torchvision": "nets", "timm": "nets", "imageio_ffmpeg": "video", "click": "cli"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def home(path: Path) -> str:
    """Return the folder of a module, or its own name where it lies at the top."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: line {node.lineno}: import by the full name, not relative to here"
            module = node.module or ""
            yield from (f"{module}.{name.name}" for name in node.names)


def allowed(here: str, there: str) -> bool:
    """Whether a module in `here` may import one in `there`."""
    if here == there or (here in BASE and there in BASE):
        return True
    if there == "nets":
        return here in MAY_KNOW_NETS
    return RANK[there] < RANK[here]


def test_every_folder_has_its_place_in_the_order():
    assert {home(path) for path in MODULES} <= set(RANK) | {"__main__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_lies_below_it(path):
    here = home(path)
    for name in imported(path):
        package, _, rest = name.partition(".")
        there = rest.partition(".")[0]
        if package == "flowanim" and there in RANK and here != "__main__":
            assert allowed(here, there), f"{here} may not import {name}: see docs/architecture.md"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_known_in_one_folder_only(path):
    for name in imported(path):
        package = name.partition(".")[0]
        assert ONLY_IN.get(package, home(path)) == home(path), f"only {ONLY_IN[package]}/ imports {package}"


def test_timm_is_imported_through_its_door_alone():
    """By name, when it is asked for: `import timm` anywhere would die beside some torchvisions."""
    for path in MODULES:
        assert not any(name.partition(".")[0] in {"timm", "torchvision"} for name in imported(path)), path


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["animate", "--help"]], ids=" ".join)
def test_the_command_line_answers_without_loading_what_is_heavy(arguments):
    program = (
        "import sys\n"
        "from flowanim.cli import main\n"
        f"sys.argv = ['flowanim', *{arguments}]\n"
        "try: code = main()\n"
        "except SystemExit as end: code = end.code\n"
        "heavy = {'torch', 'timm', 'cv2', 'numpy', 'scipy', 'skimage', 'PIL', 'pydantic'} & sys.modules.keys()\n"
        "assert not code and not heavy, (code, heavy)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "flowanim" in done.stdout
