from flowanim.nets.specs import FOLDER, SCENE


def test_files_are_small_enough_to_ship():
    for form in ("onnx", "safetensors"):
        assert (FOLDER / f"{SCENE.name}.{form}").stat().st_size < 12e6


def test_a_spec_names_both_files_by_their_sha256_and_a_licence():
    assert len(SCENE.onnx) == len(SCENE.safetensors) == 64
    assert "docs/models/scene.md" in SCENE.licence
