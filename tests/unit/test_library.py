"""The library, as its user imports it."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import agentcore_lint
from agentcore_lint import Settings, lint_paths, lint_text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_name_is_there() -> None:
    assert all(getattr(agentcore_lint, name) is not None for name in agentcore_lint.__all__)


def test_lint_text_and_paths_agree(tmp_path: Path) -> None:
    text = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:Nope", "Resource": "*"}}'
    (tmp_path / "policy.json").write_text(text)
    (result,) = lint_paths([str(tmp_path)])
    expected = ["AC005", "AC104", "AC202"]
    assert sorted(each.rule for each in result.diagnostics) == expected
    assert sorted(each.rule for each in lint_text(text).diagnostics) == expected
    only = Settings(rules=frozenset(("AC104",)))
    assert [each.rule for each in lint_text(text, settings=only).diagnostics] == ["AC104"]


def test_folder_without_permission_is_an_error_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "closed").mkdir(parents=True)
    (tmp_path / "a" / "b.json").write_text('{"x": "bedrock-agentcore"}')
    real_scan, real_list = os.scandir, os.listdir

    def checked(path: str) -> str:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return path

    monkeypatch.setattr(os, "scandir", lambda path: real_scan(checked(path)))
    monkeypatch.setattr(os, "listdir", lambda path: real_list(checked(path)))
    results = {os.path.basename(result.path): result.error for result in lint_paths([str(tmp_path / "a")])}
    assert results == {"b.json": None, "closed": "Permission denied"}
