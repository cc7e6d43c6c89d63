from flowanim.wishes import Wishes


def test_without_wishes_nothing_is_drawn_and_nothing_read():
    assert not Wishes().draws and Wishes().files == ()


def test_every_file_that_is_read_is_named():
    wishes = Wishes(depth="d.png", masks={"flag": "m.png"}, freeze=("f.png",), brushes=(("b.png", 1, 0, 0, 0),))
    assert wishes.files == ("d.png", "m.png", "f.png", "b.png") and wishes.draws
