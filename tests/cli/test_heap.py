"""Memory that a picture has used is there for the next one."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource
import numpy as np
from flowanim.cli.heap import keep_memory
keep_memory()
def faults(n):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(n):
        np.ones(3_000_000, np.float32)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults(2)
print(faults(20))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc only")
def test_a_freed_picture_is_not_given_back_to_the_system():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1000


def test_it_may_be_asked_for_twice():
    from flowanim.cli.heap import keep_memory

    keep_memory()
    keep_memory()


def test_the_peak_of_memory_is_that_of_this_process():
    from flowanim.cli.heap import peak_mb

    found = peak_mb()
    assert found is None or 20 < found < 100_000
