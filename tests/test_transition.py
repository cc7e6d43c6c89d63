import cv2
import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.transition import BEGIN, END, crossed, transition, turns
from flowanim.video.encode import write_video
from flowanim.wishes import Wishes
from tests.scene.landscapes import field, sea

WISHES = Wishes(seconds=0.5, fps=12, size=192)


def saved(path, picture):
    """Write a float picture as PNG and return its path."""
    cv2.imwrite(str(path), np.rint(255 * picture[..., ::-1]).astype(np.uint8))
    return path


def test_the_same_view_moved_is_morphed(tmp_path):
    rng = np.random.default_rng(0)
    noise = cv2.GaussianBlur(rng.random((200, 300, 3), np.float32), (0, 0), 2.5)
    picture = np.clip((noise - 0.5) * 4 + 0.5, 0, 1)
    one, two = (saved(tmp_path / f"{x}.png", picture[10:170, x : x + 260]) for x in (10, 20))
    made = transition(one, two, WISHES)
    frames = list(made.clip.frames)
    assert made.morphed
    assert "morph by flow" in made.why
    assert len(frames) == made.clip.count == 6
    firsts = [np.abs(frames[i].astype(float) - frames[0]).mean() for i in range(6)]
    assert firsts == sorted(firsts)


def test_unrelated_photos_cross(tmp_path):
    one, two = saved(tmp_path / "field.png", field()), saved(tmp_path / "sea.png", sea())
    made = transition(one, two, WISHES)
    assert not made.morphed
    assert "cross-move" in made.why
    frames = list(made.clip.frames)
    assert len(frames) == made.clip.count
    path = write_video(Clip(iter(frames), made.clip.size, 12, len(frames)), tmp_path / "out.mp4")
    assert path.is_file()


@pytest.mark.parametrize("count", [1, 9])
def test_a_cross_begins_with_one_and_ends_with_the_other(count):
    one, two = (np.full((20, 30, 3), level, np.uint8) for level in (40, 200))
    turn = np.repeat(np.linspace(0, 1, 30, dtype=np.float32)[None], 20, 0)
    clips = (Clip(iter([frame] * count), (30, 20), 12, count) for frame in (one, two))
    frames = list(crossed(*clips, turn))
    assert len(frames) == count
    np.testing.assert_array_equal(frames[0], one)
    if count > 1:
        np.testing.assert_array_equal(frames[-1], two)
        middle = frames[count // 2].astype(float).mean((0, 2))
        assert middle[0] > middle[-1]
    assert 0 < BEGIN < END < 1
    assert turns.__doc__
