"""The lines of a text as editors and parsers count them: other separators of Unicode end none."""

from __future__ import annotations

import io


def lines_of(text: str) -> list[str]:
    r"""Return the lines with their ends: \n, \r\n or \r."""
    return io.StringIO(text, newline="").readlines()


def starts_of(text: str) -> list[int]:
    """Return the offset at which each line begins, and the text's end."""
    starts = [0]
    for line in lines_of(text):
        starts.append(starts[-1] + len(line))
    return starts
