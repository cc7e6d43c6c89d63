"""Memory that is freed stays with the process, where the C library is glibc.

Pictures are large, and short-lived by the hundred. By default glibc gives each back to the system and asks for fresh,
zeroed pages for the next one, which costs more time than some of the arithmetic on them. What is very large (a layer of
a 4K picture) is still given back, so that memory does not pile up. Source: mallopt(3).
"""

import ctypes
import sys

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
