"""The README's frame is what the command prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_frame_in_the_readme_is_real() -> None:
    block = (ROOT / "README.md").read_text(encoding="utf-8").split("```console\n")[1].split("```")[0]
    command, _, frame = block.partition("\n")
    args = command.removeprefix("$ agentcore-lint ").split()
    done = subprocess.run(
        [sys.executable, "-m", "agentcore_lint", *args], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith(frame.rstrip())
