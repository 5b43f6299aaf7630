"""A file as git knows it in a revision."""

from __future__ import annotations

import os
import subprocess


def read_revision(revision: str, path: str) -> bytes | None:
    """Return the content of a file in a revision, None where it was not there.

    Raises ValueError when git knows no such revision, or is not there.
    """
    folder, name = os.path.split(path)
    if _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        raise ValueError(f"git knows no revision {revision!r} here")
    return _git(folder, "show", f"{revision}:./{name}")


def _git(folder: str, *args: str) -> bytes | None:
    """Return what git prints, None where it fails."""
    command = ["git", "-C", folder or ".", *args]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  git, without a shell
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
