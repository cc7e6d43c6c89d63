"""One pass: frames are asked for one by one and handed on; nothing is kept but what was wanted."""

from flowanim.datatypes import silent
from flowanim.review.movement import Movement
from flowanim.review.watch import Known, Watch
from tests.review.pictures import panned, texture


def test_frames_stream_and_only_the_wanted_are_kept():
    asked = []

    def frames():
        for i, frame in enumerate(panned(9, 1)):
            asked.append(i)
            yield frame

    watch = Watch(Known(), Movement(24.0), frozenset({0, 5}))
    stream = watch.look(frames(), 9, silent)
    next(stream)
    assert asked == [0], "frames were read ahead"
    assert sum(1 for _ in stream) == 8
    assert sorted(watch.pictures) == [0, 5] and len(watch.changes) == 8 and watch.count == 9


def test_the_photo_is_the_reference_where_it_is_known():
    frames = panned(5, 0)
    plain, known = (Watch(k, Movement(24.0), frozenset()) for k in (Known(), Known(photo=texture(soft=0.8))))
    for watch in (plain, known):
        list(watch.look(frames, 5, silent))
    assert plain.details == [1.0, 1.0] and known.details[0] < 0.8
