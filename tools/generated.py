"""Writing of generated files, and the check that they are not stale."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(files: dict[Path, str], command: str) -> int:
    """Write the files, or with `--check` say which of them are stale; return the exit status."""
    if "--check" not in sys.argv[1:]:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    old = stale(files)
    for path in old:
        print(f"{path.relative_to(ROOT)} is stale: run `{command}`")
    return 1 if old else 0


def stale(files: dict[Path, str]) -> list[Path]:
    """Return the files whose text on disk is not what the generator makes."""
    return [
        path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
