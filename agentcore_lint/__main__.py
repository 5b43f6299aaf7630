"""`python -m agentcore_lint` is the command `agentcore-lint`."""

from agentcore_lint.cli import main

main()
