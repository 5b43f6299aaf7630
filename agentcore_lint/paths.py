"""The paths of files as other tools want them: relative where they can be, with forward slashes."""

from __future__ import annotations

import os


def below(path: str, base: str | None = None) -> str:
    """Return a path relative to a folder that it is below, by default the working directory."""
    whole = os.path.abspath(path)
    folder = os.path.abspath(base or os.curdir)
    if whole.startswith(os.path.join(folder, "")):
        path = os.path.relpath(whole, folder)
    return path.replace(os.sep, "/")
