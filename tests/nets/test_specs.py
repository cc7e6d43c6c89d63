import pytest

from flowanim.nets.specs import BETWEEN, FOLDER, INPAINT, SCENE


@pytest.mark.parametrize(("spec", "most"), [(SCENE, 12e6), (BETWEEN, 6e6), (INPAINT, 12e6)])
def test_files_are_small_enough_to_ship(spec, most):
    for form in ("onnx", "safetensors"):
        assert (FOLDER / f"{spec.name}.{form}").stat().st_size < most


@pytest.mark.parametrize("spec", [SCENE, BETWEEN, INPAINT])
def test_a_spec_names_both_files_by_their_sha256_and_a_licence(spec):
    assert len(spec.onnx) == len(spec.safetensors) == 64
    assert f"docs/models/{spec.name}.md" in spec.licence
