"""Who gets in, as a picture of the terminal's tables."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from agentcore_lint.report.access_text import WIDTH, draw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from agentcore_lint.report.access import View


def write(views: Sequence[View], stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  as every format
    """Write one SVG document."""
    console = Console(file=io.StringIO(), record=True, width=WIDTH, highlight=False, emoji=False)
    for each in views:
        draw(each, console)
    stream.write(console.export_svg(title="agentcore-lint access") + "\n")
