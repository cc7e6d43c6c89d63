"""`flowanim` itself: its help is complete, and a wrong command is answered with the right one."""

import subprocess
import sys

import click
import pytest

from flowanim import __version__
from flowanim.cli import SECTIONS, cli, main

COMMANDS = [name for commands in SECTIONS.values() for name in commands]


def test_without_words_the_help_is_shown(capsys):
    assert main([]) == 0
    assert "flowanim animate photo.jpg" in capsys.readouterr().out


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"flowanim {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_of_the_help_exists_and_explains_itself(capsys, name):
    assert main([name, "--help"]) == 0
    assert f"Usage: flowanim {name}" in capsys.readouterr().out
    command = cli.get_command(None, name)
    assert command.name == name
    silent = [param.name for param in command.params if isinstance(param, click.Option) and not param.help]
    assert not silent, "an option without a word"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["anmate", "a.jpg"], "there is no command 'anmate': did you mean 'animate'?"),
        (["beach.jpg"], "'beach.jpg' is not a command: did you mean 'flowanim animate beach.jpg'?"),
        (["xyzzy"], "there is no command 'xyzzy': the commands are animate, parallax"),
        (["--versoin"], "there is no option --versoin: did you mean --version?"),
        (["animate"], "PHOTO is missing (see 'flowanim animate --help')"),
        (["render", __file__], "PLAN is missing (see 'flowanim render --help')"),
    ],
)
def test_a_wrong_command_line_is_refused_in_one_line(capsys, words, message):
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {message}")
    assert said.count("\n") == 1


def test_python_m_flowanim_is_the_command():
    done = subprocess.run([sys.executable, "-m", "flowanim", "nonsense"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("error: there is no command")
