"""Other people's tools as judges: installed by npm where there is Node.js, else the test is skipped."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest


@cache
def npm_tool(package: str, command: str) -> tuple[str, ...]:
    """Return the command line of a tool of an npm package."""
    if shutil.which("npm") is None:
        pytest.skip("no Node.js")
    folder = Path(tempfile.gettempdir()) / f"agentcore-lint-{command}"
    binary = folder / "node_modules" / ".bin" / command
    if not binary.exists():
        done = subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package],
            check=False,
            capture_output=True,
        )
        if done.returncode != 0 or not binary.exists():
            pytest.skip(f"npm does not install {package}")
    return (str(binary),)
