"""The entrance of the command line: `agentcore-lint`, and `python -m agentcore_lint`."""

from __future__ import annotations

import contextlib
import gc
import os
import sys


def main() -> None:
    """Run the command line; a start makes many objects and no garbage, so collecting waits.

    The process ends at once: taking its modules apart would cost as much as linting a file.
    """
    gc.set_threshold(50_000, 20, 20)
    from agentcore_lint.cli import run

    status = run()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
