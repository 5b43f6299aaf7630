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


class NotRegularError(OSError):
    """What has the name of a file is none: a FIFO or a device would never end."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EINVAL, "not a regular file", path)


_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""Without waiting for somebody to write."""


def opened(path: str) -> FileIO:
    """Open a file for reading. Raises OSError, NotRegularError for what is no file."""
    number, _ = _open(path)
    return open(number, "rb", buffering=0)


def _open(path: str) -> tuple[int, int]:
    """Return the number of an open file, and its size. Raises OSError."""
    number = os.open(path, _FLAGS)
    status = os.fstat(number)
    if not stat.S_ISREG(status.st_mode):
        os.close(number)
        raise (
            IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
            if stat.S_ISDIR(status.st_mode)
            else NotRegularError(path)
        )
    return number, status.st_size


def read_bytes(path: str, limit: int = MAX_SIZE) -> bytes:
    """Return what a file holds. Raises OSError, and TooLargeError where that is more than `limit` bytes."""
    number, size = _open(path)
    try:
        data = os.read(number, min(size, limit) + 1)
        while size < len(data) <= limit and (more := os.read(number, limit + 1 - len(data))):
            data += more  # it has grown, or has no size of its own
    finally:
        os.close(number)
    if len(data) > limit:
        raise TooLargeError(path, limit)
    return data


def read_text(path: str) -> str:
    """Return the text of a file in UTF-8, line endings as they are. Raises OSError and UnicodeDecodeError."""
    return read_bytes(path).decode("utf-8-sig")
