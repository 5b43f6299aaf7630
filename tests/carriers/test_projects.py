"""Repositories that look like real ones, linted whole: what is seeded is found, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECTS = Path(__file__).parents[1] / "projects"


@pytest.mark.parametrize("name", ["cdk", "policies", "sam", "terraform"])
def test_project(name: str) -> None:
    """`expected.txt` was read by a person; the seeds are marked by comments in the files."""
    command = [sys.executable, "-m", "agentcore_lint", "-f", "concise", "--isolated", "."]
    done = subprocess.run(command, cwd=PROJECTS / name, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stdout == (PROJECTS / name / "expected.txt").read_text(encoding="utf-8")
