"""The standard streams, of which any may be closed, and what is said when one takes no more."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import NoReturn

import click

from agentcore_lint.files import MAX_SIZE, TooLargeError


class _Closed(io.TextIOBase):
    """Stands for an output that was closed before the start: all that is written to it is an error."""

    encoding = "utf-8"

    def write(self, _text: str, /) -> NoReturn:
        """Raise OSError."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


class _Nowhere(io.TextIOBase):
    """Stands for standard error that was closed: what is said there is for nobody."""

    encoding = "utf-8"

    def write(self, text: str, /) -> int:
        """Take the text."""
        return len(text)


def stand_in() -> None:
    """Put something in the place of outputs that are closed."""
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = _Nowhere()


def standard_input(limit: int = MAX_SIZE) -> bytes:
    """Return what comes on standard input. Raises OSError, and TooLargeError past the limit in bytes."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    data: bytes = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError("-", limit)
    return data


def complain(text: str) -> None:
    """Say something on standard error, if it takes anything."""
    with contextlib.suppress(OSError):
        click.echo(text, err=True)
