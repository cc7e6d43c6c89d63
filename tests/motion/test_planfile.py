import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowanim.errors import InputError, OutputError, PlanError, UsageError
from flowanim.motion.planfile import MOST_BYTES, changed, check_file, file_record, load_plan, save_plan, schema
from flowanim.plan import (
    CameraKey,
    CameraPath,
    DepthFile,
    File,
    Finishing,
    FlowEffect,
    LightEffect,
    MaskFile,
    MotionPlan,
    RippleEffect,
    SwayEffect,
    Swing,
)

RIGHT = {"photo": {"path": "lake.jpg"}, "size": [640, 480]}
SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
files = {"path": texts.map(lambda text: "absent/" + text), "sha256": st.sampled_from(["", "0" * 64])}
unit = st.floats(0, 1)
effects = st.one_of(
    st.builds(FlowEffect, layer=texts, speed_px_s=st.floats(0, 400), curl=unit, cycles=st.integers(1, 32)),
    st.builds(RippleEffect, layer=texts, amplitude_px=st.floats(0, 30), glint=unit),
    st.builds(SwayEffect, layer=texts, amplitude_px=st.floats(0, 60), period_s=st.floats(0.001, 60)),
    st.builds(LightEffect, exposure_ev=st.floats(-3, 3), cycles=st.integers(1, 64)),
)
cameras = st.builds(
    CameraPath,
    keys=st.lists(
        st.builds(CameraKey, u=unit, yaw_deg=st.floats(-30, 30)), max_size=4, unique_by=lambda key: key.u
    ).map(lambda keys: tuple(sorted(keys, key=lambda key: key.u))),
    swings=st.tuples(st.builds(Swing, axis=st.just("zoom"), amount=st.floats(-30, 30))),
    overscan=st.floats(1, 2),
)
plans = st.builds(
    MotionPlan,
    photo=st.builds(File, **files),
    depth=st.none() | st.builds(DepthFile, **files),
    masks=st.lists(st.builds(MaskFile, name=texts, **files), max_size=2).map(tuple),
    crop=st.tuples(st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0.1, 0.5), st.floats(0.1, 0.5)),
    size=st.tuples(st.integers(16, 8192), st.integers(16, 8192)),
    seconds=st.floats(0.01, 600),
    fps=st.floats(0.01, 240),
    loop=st.just(False),
    seed=st.integers(0, 2**31 - 1),
    camera=cameras,
    effects=st.lists(effects, max_size=3).map(tuple),
    finishing=st.builds(Finishing, vignette=unit, show_invented=st.booleans()),
    notes=st.lists(texts, max_size=3).map(tuple),
)


def written(folder: Path, content: bytes | str | dict) -> Path:
    """A plan file that holds this."""
    path = folder / "plan.json"
    text = json.dumps(content) if isinstance(content, dict) else content
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    assert str(caught.value).isprintable() and path.name in str(caught.value)
    return str(caught.value)


@pytest.fixture
def plan() -> MotionPlan:
    return MotionPlan.model_validate(RIGHT)


# round trips


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans)
def test_what_is_saved_loads_as_the_same_plan(tmp_path, made):
    assert load_plan(save_plan(made, tmp_path / "plan.json", force=True)) == made


def test_saving_twice_gives_the_same_bytes(tmp_path, plan):
    first = save_plan(plan, tmp_path / "a.json").read_bytes()
    assert save_plan(load_plan(tmp_path / "a.json"), tmp_path / "b.json").read_bytes() == first


def test_short_lists_of_numbers_stand_on_one_line(tmp_path, plan):
    text = save_plan(plan, tmp_path / "a.json").read_text()
    assert '"size": [640, 480]' in text and '"crop": [0.0, 0.0, 1.0, 1.0]' in text


def test_plan_with_a_byte_order_mark_is_read(tmp_path):
    assert load_plan(written(tmp_path, b"\xef\xbb\xbf" + json.dumps(RIGHT).encode())).size == (640, 480)


def test_schema_is_json_and_knows_every_key():
    made = json.loads(json.dumps(schema()))
    assert set(made["properties"]) == set(MotionPlan.model_fields)
    assert made["additionalProperties"] is False and "2020-12" in made["$schema"]


# reading


def test_faults_are_listed_with_their_paths(tmp_path):
    effects = [{"effect": "flow", "layer": "sky", "speed": 3}]
    said = refusal(written(tmp_path, RIGHT | {"fps": "x", "effects": effects}))
    assert 'fps must be a number, not "x"' in said
    assert "effects[0].speed_px_s is missing; effects[0].speed: unknown key, did you mean speed_px_s?" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n  "size": [640, 480\n}', "a comma or a closing bracket is missing at line 3, column 1"),
        ('{"size": }', "a value is missing at line 1, column 10"),
        ("{size: 3}", "a key in double quotes is missing at line 1, column 2"),
        ('{"seed": 1} 2', "something follows the end of the plan at line 1, column 13"),
        ("\x89PNG", "is not JSON"),
        ("   ", "is not JSON"),
    ],
)
def test_broken_json_is_said_with_its_line_and_column(tmp_path, text, said):
    assert said in refusal(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"fps": 3, "seed": 1, "fps": 4}', "says fps twice"),
        ('{"camera": {"overscan": 1, "overscan": 2}}', "says overscan twice"),
        ('{"fps": NaN}', "holds NaN"),
        ('{"fps": -Infinity}', "holds -Infinity"),
        ('{"fps": 1e999}', "number that is too large"),
        ('{"seed": ' + "9" * 5000 + "}", "number that is too large"),
        ("[" * 100_000, "nests too deep"),
        ('{"camera":' * 3000 + "1" + "}" * 3000, "nests too deep"),
        ('{"fill": "\\ud800"}', "is not text in UTF-8"),
    ],
)
def test_json_that_is_no_plan_is_refused(tmp_path, text, said):
    assert said in refusal(written(tmp_path, text))


def test_other_encodings_are_refused(tmp_path):
    assert "save it as UTF-8" in refusal(written(tmp_path, json.dumps(RIGHT).encode("utf-16")))


def test_giant_file_is_refused_unread(tmp_path):
    assert "over 5 MB" in refusal(written(tmp_path, b" " * (MOST_BYTES + 1)))


def test_missing_plan_suggests_the_name_that_was_meant(tmp_path, plan):
    save_plan(plan, tmp_path / "plan.json")
    with pytest.raises(InputError, match=r"did you mean .*plan\.json"):
        load_plan(tmp_path / "plam.json")
    with pytest.raises(InputError, match="is a folder"):
        load_plan(tmp_path)


# writing


def test_existing_plan_is_kept_without_force(tmp_path, plan):
    path = written(tmp_path, "mine")
    with pytest.raises(OutputError, match=r"plan\.json exists.*--force"):
        save_plan(plan, path)
    assert path.read_text() == "mine"
    assert load_plan(save_plan(plan, path, force=True)) == plan


def test_plan_never_replaces_what_it_rests_on(tmp_path, plan):
    photo = tmp_path / "lake.jpg"
    photo.write_bytes(b"photo")
    (tmp_path / "link.json").symlink_to(photo)
    for name in ("lake.jpg", "link.json"):
        with pytest.raises(UsageError, match="is also read"):
            save_plan(plan, tmp_path / name, force=True)
    assert photo.read_bytes() == b"photo"


def test_folder_and_missing_folder_are_refused_with_the_fix(tmp_path, plan):
    with pytest.raises(OutputError, match="is a folder: name a file in it"):
        save_plan(plan, tmp_path)
    with pytest.raises(OutputError, match=r"there is no folder .*nowhere: create it first"):
        save_plan(plan, tmp_path / "nowhere" / "plan.json")


def test_full_disk_leaves_nothing_behind(tmp_path, plan, monkeypatch):
    path = written(tmp_path, "mine")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="cannot be written: No space left"):
        save_plan(plan, path, force=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.json"] and path.read_text() == "mine"


def test_plan_gets_the_permissions_of_any_new_file(tmp_path, plan):
    (tmp_path / "other").touch()
    assert save_plan(plan, tmp_path / "plan.json").stat().st_mode == (tmp_path / "other").stat().st_mode


# the files that a plan rests on


def test_paths_are_rewritten_as_seen_from_the_plans_folder(tmp_path, monkeypatch):
    (tmp_path / "plans").mkdir()
    (tmp_path / "lake.jpg").write_bytes(b"abc")
    monkeypatch.chdir(tmp_path)
    made = MotionPlan.model_validate(RIGHT | {"masks": [{"path": "lake.jpg", "name": "sky"}]})
    loaded = load_plan(save_plan(made, "plans/plan.json"))
    assert loaded.photo.path == loaded.masks[0].path == "../lake.jpg"
    assert check_file(loaded.photo, "plans").read_bytes() == b"abc"


def test_absolute_path_is_kept_short_and_found_again(tmp_path, plan):
    (tmp_path / "lake.jpg").write_bytes(b"abc")
    moved = plan.model_copy(update={"photo": File(path=str(tmp_path / "lake.jpg"))})
    assert load_plan(save_plan(moved, tmp_path / "plan.json")).photo.path == "lake.jpg"


def test_record_holds_the_path_from_the_folder_and_the_sha256(tmp_path):
    (tmp_path / "plans").mkdir()
    photo = tmp_path / "lake.jpg"
    photo.write_bytes(b"abc")
    record = file_record(photo, tmp_path / "plans")
    assert record == File(path="../lake.jpg", sha256=SHA256_OF_ABC)
    assert check_file(record, tmp_path / "plans").samefile(photo)


def test_record_leads_to_the_file_through_linked_folders(tmp_path):
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "linked").symlink_to(tmp_path / "real" / "deep")
    (tmp_path / "lake.jpg").write_bytes(b"abc")
    record = file_record(tmp_path / "lake.jpg", tmp_path / "linked")
    assert check_file(record, tmp_path / "linked").samefile(tmp_path / "lake.jpg")


def test_missing_file_of_a_plan_suggests_the_name_that_was_meant(tmp_path):
    (tmp_path / "lake.jpg").write_bytes(b"abc")
    with pytest.raises(InputError, match=r"laek\.jpg does not exist: did you mean .*lake\.jpg"):
        check_file(File(path="laek.jpg"), tmp_path)


def test_another_file_than_the_plan_was_made_for_is_noted(tmp_path):
    photo = tmp_path / "lake.jpg"
    photo.write_bytes(b"abc")
    record = file_record(photo, tmp_path)
    assert changed(record, tmp_path) == ()
    photo.write_bytes(b"abd")
    assert "is not the file that the plan was made for" in changed(record, tmp_path)[0]
    assert changed(File(path="lake.jpg"), tmp_path) == ()


def test_name_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / os.fsdecode(b"l\xff.jpg")
    path.write_bytes(b"abc")
    with pytest.raises(InputError, match=r"l\\udcff\.jpg has a name that is no proper text"):
        file_record(path, tmp_path)
