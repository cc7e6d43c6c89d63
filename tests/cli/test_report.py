"""What a run says: each note once, a bar on a terminal only, JSON on stdout only if asked for."""

import io
import json
import sys

import pytest

from flowanim.cli.guard import Settings
from flowanim.cli.report import Report, bar_line, weigh


class Terminal(io.StringIO):
    """A stderr that says that it is a terminal."""

    def isatty(self):
        return True


def be_terminal(monkeypatch):
    """Put a terminal in place of stderr and return it."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def ticking(step=1.0):
    """Return a clock that goes on by `step` at each look."""
    times = iter(range(10_000))
    return lambda: next(times) * step


def test_a_note_is_said_once(capsys):
    report = Report(Settings())
    report.notes(["the sky drifts", "the sky drifts"])
    assert capsys.readouterr().err == "note: the sky drifts\n"


def test_quiet_says_nothing(capsys):
    with Report(Settings(quiet=True, verbose=True)) as report:
        report.note("x")
        report.progress("encode", 1, 2)
        report.finish("done")
    assert capsys.readouterr() == ("", "")


def test_without_a_terminal_only_the_last_line_is_said(capsys):
    with Report(Settings()) as report:
        for done in range(96):
            report.progress("encode", done + 1, 96)
        report.finish("out.mp4: done")
    assert capsys.readouterr().err == "out.mp4: done\n"


def test_verbose_says_each_stage_with_its_time(capsys):
    with Report(Settings(verbose=True), clock=ticking()) as report:
        for stage in ("look", "plan", "encode"):
            report.progress(stage, 0, 1)
        report.finish("done")
    assert capsys.readouterr().err.splitlines() == [
        "  looking at the photo: 1.00 s",
        "  planning: 1.00 s",
        "  rendering: 1.00 s",
        "done",
    ]


def test_a_terminal_gets_a_bar_that_is_wiped_at_the_end(monkeypatch):
    terminal = be_terminal(monkeypatch)
    with Report(Settings(), clock=ticking()) as report:
        report.progress("encode", 43, 96)
        assert "rendering [###########" in terminal.getvalue()
        assert "43/96" in terminal.getvalue()
        report.finish("out.mp4: done")
    last = terminal.getvalue().rpartition("\r")[2]
    assert last == "out.mp4: done\n"


def test_the_bar_goes_when_something_fails(monkeypatch):
    terminal = be_terminal(monkeypatch)
    with pytest.raises(KeyError), Report(Settings(), clock=ticking()) as report:
        report.progress("encode", 1, 96)
        raise KeyError
    assert terminal.getvalue().endswith(" \r")


def test_the_bar_is_not_drawn_for_every_frame(monkeypatch):
    terminal = be_terminal(monkeypatch)
    report = Report(Settings(), clock=ticking(0.001))
    for done in range(95):
        report.progress("encode", done, 96)
    assert terminal.getvalue().count("/96") == 1


def test_a_bar_is_never_wider_than_the_terminal(monkeypatch):
    terminal = be_terminal(monkeypatch)
    monkeypatch.setenv("COLUMNS", "20")
    Report(Settings(), clock=ticking()).progress("encode", 1, 96)
    assert len(terminal.getvalue().strip("\r")) <= 19


def test_the_time_left_goes_by_what_is_done():
    assert bar_line("encode", 25, 100, 10.0).endswith("25/100  30 s left")
    assert "left" not in bar_line("encode", 100, 100, 10.0)
    assert "left" not in bar_line("encode", 0, 100, 10.0)
    assert bar_line("look", 0, 1, 0.0) == "look ..."


def test_json_is_printed_only_if_asked_for(capsys):
    Report(Settings()).result({"path": "a"})
    assert capsys.readouterr().out == ""
    Report(Settings(json=True)).result({"path": "caf\udce9 é"})
    assert json.loads(capsys.readouterr().out) == {"path": "caf\udce9 é"}


def test_a_file_is_weighed_as_people_say_it(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(2500))
    assert weigh(path) == "2.5 kB"
    path.write_bytes(bytes(1_400_000))
    assert weigh(path) == "1.4 MB"
