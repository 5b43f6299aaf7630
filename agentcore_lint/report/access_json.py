"""Who gets in, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from agentcore_lint.report.access import View


def write(views: Sequence[View], stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  as every format
    """Write an object with a table for each policy."""
    tables = [
        {
            "path": each.path,
            "resource": each.resource,
            "callers": [
                {
                    "caller": caller,
                    "ways": {way: square._asdict() for way, square in zip(each.ways, squares, strict=True)},
                }
                for caller, squares in each.rows
            ],
            "combinations": [
                {"iam": iam, "resource_policy": says, "result": result, "here": list(here)}
                for iam, says, result, here in each.combinations
            ],
        }
        for each in views
    ]
    json.dump({"version": 1, "tables": tables}, stream, indent=2, ensure_ascii=False)
    stream.write("\n")
