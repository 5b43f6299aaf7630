"""The reader of files: regular ones alone, and no more of them than a limit."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import FileIO

MAX_SIZE = 16 * 2**20
"""Bytes up to which a file, or a line of JSON Lines, is read: hundreds of times what a policy may have."""


class TooLargeError(OSError):
    """The file is larger than the limit; `limit`: in bytes."""

    def __init__(self, path: str, limit: int) -> None:
        super().__init__(errno.EFBIG, f"larger than {shown(limit)}", path)
        self.limit = limit


def shown(size: int) -> str:
    """Return a number of bytes in the largest unit of which it is a whole number."""
    for unit, name in ((2**20, "MiB"), (2**10, "KiB")):
        if size and size % unit == 0:
            return f"{size // unit:,} {name}"
    return f"{size:,} bytes"


def opened(path: str) -> FileIO:
    """Open a file for reading. Raises OSError, also for what is no file: a FIFO would never end."""
    file = open(path, "rb", buffering=0, opener=_at_once)  # noqa: SIM115  the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a regular file", path)
    return file


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for somebody to write."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_bytes(path: str, limit: int = MAX_SIZE) -> bytes:
    """Return what a file holds. Raises OSError, and TooLargeError where that is more than `limit` bytes."""
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size <= limit:
            data: bytes = file.read()
            if len(data) <= limit:
                return data
    raise TooLargeError(path, limit)


def read_text(path: str) -> str:
    """Return the text of a file in UTF-8, line endings as they are. Raises OSError and UnicodeDecodeError."""
    return read_bytes(path).decode("utf-8-sig")
