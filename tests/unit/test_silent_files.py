"""Files that look like real ones and are right: nothing is found in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.lint import Settings, lint_paths

if TYPE_CHECKING:
    from agentcore_lint.sources.document import Auth

SILENT = Path(__file__).parents[1] / "silent"
FOLDERS = sorted(path.name for path in SILENT.iterdir() if path.is_dir())
NOT_OURS = {"trust", "other-services"}
"""Folders of policies that name AgentCore and are other services'."""
WITHOUT_POLICY = {"variables.tf"}


@pytest.mark.parametrize("auth", [None, "sigv4"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_is_found(folder: str, auth: Auth | None) -> None:
    results = list(lint_paths([str(SILENT / folder)], Settings(auth=auth)))
    assert [each.errors for each in results if each.errors] == []
    found = [each for result in results for each in result.diagnostics if each.severity != "note"]
    assert [(Path(each.path).name, each.span.start.line, each.message) for each in found] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_is_read(folder: str) -> None:
    for result in lint_paths([str(SILENT / folder)]):
        ours = folder not in NOT_OURS and Path(result.path).name not in WITHOUT_POLICY
        assert (result.policies > 0) == ours, result.path


def test_there_are_enough_of_them() -> None:
    assert sum(path.is_file() for path in SILENT.rglob("*")) >= 25
