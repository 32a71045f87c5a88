"""Run a command so that the kernel kills it when it makes an internet socket (Linux only).

    python no_sockets.py COMMAND …

A seccomp filter sees what native code does too: a guard in Python would not.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

KILL, ALLOW = 0x80000000, 0x7FFF0000
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF: load a word, jump if equal, return
_NR, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets in seccomp_data
_IO_URING_SETUP = 425  # the other way to a socket; the same number everywhere
# Machine: its audit number and the number of socket(2).
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2  # of prctl
_INET, _INET6 = 2, 10


def forbid_internet() -> None:
    """From now on this process and what it starts die by SIGSYS at an internet socket."""
    audit, socket_call = MACHINES[platform.machine()]
    program = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 0, 7, audit),  # a foreign architecture is let through to ALLOW
        (_LOAD, 0, 0, _NR),
        (_EQUAL, 4, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 4, socket_call),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 1, 0, _INET),
        (_EQUAL, 0, 1, _INET6),
        (_RETURN, 0, 0, KILL),
        (_RETURN, 0, 0, ALLOW),
    ]
    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code)
    described = ctypes.create_string_buffer(
        struct.pack("@HP", len(program), ctypes.addressof(buffer))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    for option, *arguments in (
        (_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_SECCOMP, _FILTER, ctypes.addressof(described), 0, 0),
    ):
        if libc.prctl(option, *(ctypes.c_ulong(one) for one in arguments)) != 0:
            raise OSError(ctypes.get_errno(), "the kernel takes no filter")


if __name__ == "__main__":
    forbid_internet()
    os.execv(sys.argv[1], sys.argv[1:])
