"""The tests mirror the package: flowanim/ops/flow.py is tested in tests/ops/test_flow.py, and so on."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
NO_CODE = {"__init__.py", "__main__.py"}


def test_every_module_has_its_tests():
    modules = [path.relative_to(ROOT / "flowanim") for path in (ROOT / "flowanim").rglob("*.py")]
    mirrors = [Path("tests") / path.parent / f"test_{path.name}" for path in modules if path.name not in NO_CODE]
    missing = sorted(str(path) for path in mirrors if not (ROOT / path).is_file())
    assert not missing, f"write {', '.join(missing)}"
