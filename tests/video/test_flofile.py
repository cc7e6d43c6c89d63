"""A .flo file gives back the flow that was written, and is the file that other programs expect."""

import struct

import numpy as np
import pytest

from flowanim.errors import InputError
from flowanim.video.flofile import flo_bytes, read_flo


def test_a_flow_comes_back_bit_for_bit(tmp_path):
    flow = np.random.default_rng(1).normal(0, 30, (5, 7, 2)).astype(np.float32)
    (tmp_path / "a.flo").write_bytes(flo_bytes(flow))
    np.testing.assert_array_equal(read_flo(tmp_path / "a.flo"), flow)


def test_the_bytes_are_those_of_the_format():
    flow = np.array([[[1.0, -2.0], [0.5, 4.0]]], np.float32)
    assert flo_bytes(flow) == struct.pack("<f2i4f", 202021.25, 2, 1, 1.0, -2.0, 0.5, 4.0)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a .flo file"),
        (b"PIEH", "not a .flo file"),
        (b"RIFF" + bytes(20), "not a .flo file"),
        (b"PIEH" + struct.pack("<2i", -1, 4), "which cannot be"),
        (b"PIEH" + struct.pack("<2i", 2**30, 2**30), "which cannot be"),
        (b"PIEH" + struct.pack("<2i", 2, 1) + bytes(15), "was cut"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path, data, message):
    (tmp_path / "a.flo").write_bytes(data)
    with pytest.raises(InputError, match=r"a\.flo .*" + message):
        read_flo(tmp_path / "a.flo")


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(InputError, match=r"none\.flo cannot be read"):
        read_flo(tmp_path / "none.flo")


def test_only_a_flow_is_written():
    with pytest.raises(ValueError, match="want float32"):
        flo_bytes(np.zeros((3, 3), np.float32))
