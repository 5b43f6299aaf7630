"""Where a command writes, and whether in colour."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """Give the stream of a file, or standard output. Raises click.FileError."""
    if path is None:
        yield escaping(sys.stdout)
        sys.stdout.flush()
        return
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
    except OSError as error:
        raise click.FileError(path, error.strerror or str(error)) from None


def escaping(stream: TextIO) -> TextIO:
    """Let a stream write what its encoding lacks as escapes."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return stream


def wants_color(choice: str, stream: TextIO) -> bool:
    """Heed the flag before NO_COLOR, that before FORCE_COLOR, that before the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()
