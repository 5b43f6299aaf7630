"""Finding the files to read: those named, and those in folders that git knows or would add."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SKIPPED = frozenset((".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".terraform"))


def discover(paths: Iterable[str], is_read: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Yield each file once, with whether it was named itself; folders are searched by name.

    A path that does not exist, or a folder that cannot be entered, is yielded too: reading it says so.
    """
    seen: set[str] = set()
    for path in paths:
        folder = os.path.isdir(path)
        for found in _below(path, is_read) if folder else [path]:
            if found not in seen:
                seen.add(found)
                yield found, not folder


def _below(folder: str, is_read: Callable[[str], bool]) -> Iterator[str]:
    top = os.path.normpath(folder)
    known = _git_files(folder)
    if known is not None:
        for name in sorted(known):
            path = name if top == "." else f"{top}{os.sep}{name}"
            if is_read(name):
                yield path
        return
    closed: list[str] = []
    for root, folders, names in os.walk(top, onerror=lambda error: closed.append(str(error.filename))):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        start = "" if root == "." else f"{root.removeprefix('./')}{os.sep}"
        for name in sorted(names):
            if is_read(name):
                yield start + name
    yield from closed


def _git_files(folder: str) -> list[str] | None:
    """Return the files below a folder that git tracks or does not ignore; None outside of git."""
    import subprocess

    command = ["git", "-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  no shell, fixed words
    except OSError:
        return None
    if done.returncode != 0:
        return None
    return [os.fsdecode(name) for name in set(done.stdout.split(b"\0")) if name]
