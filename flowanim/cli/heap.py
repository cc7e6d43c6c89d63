"""Memory that is freed stays with the process, where the C library is glibc.

Pictures are large, and short-lived by the hundred. By default glibc gives each back to the system and asks for fresh,
zeroed pages for the next one, which costs more time than some of the arithmetic on them. What is very large (a layer of
a 4K picture) is still given back, so that memory does not pile up. Source: mallopt(3).
"""

import ctypes
import re
import sys
from contextlib import suppress
from pathlib import Path

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
MAPPED, KEPT = 20 * 2**20, 2**31 - 1


def keep_memory() -> None:
    """Tell glibc to reuse freed memory, from one arena for all threads; does nothing elsewhere."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for name, value in ((M_MMAP_THRESHOLD, MAPPED), (M_TRIM_THRESHOLD, KEPT), (M_ARENA_MAX, 1)):
            mallopt(name, value)


def peak_mb() -> float | None:
    """Return the most memory that this process has held, in MB; None where the system does not tell.

    On Linux not `ru_maxrss`: that counts what the parent held when it forked.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
            return int(found[1]) / 1024 if found else None
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return None
