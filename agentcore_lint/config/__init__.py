"""The configuration: `agentcore-lint.toml`, or `[tool.agentcore-lint]` in `pyproject.toml`."""
