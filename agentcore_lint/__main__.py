"""The entrance of the command line: `agentcore-lint`, and `python -m agentcore_lint`."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line; a start makes many objects and no garbage, so collecting waits."""
    gc.set_threshold(50_000, 20, 20)
    from agentcore_lint.cli import run

    run()


if __name__ == "__main__":
    main()
