"""The hook as pre-commit installs and runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from identify import identify

ROOT = Path(__file__).parents[2]
HOOKS = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize(
    ("name", "hooks"),
    [
        ("policy.json", {"agentcore-lint", "agentcore-lint-all"}),
        ("template.yaml", {"agentcore-lint", "agentcore-lint-all"}),
        ("main.tf", {"agentcore-lint", "agentcore-lint-all"}),
        ("guard.ipynb", {"agentcore-lint", "agentcore-lint-all"}),
        ("README.md", {"agentcore-lint-all"}),
        ("stack.py", {"agentcore-lint-all"}),
        ("stack.ts", {"agentcore-lint-all"}),
        ("deploy.sh", {"agentcore-lint-all"}),
        ("picture.png", set()),
        ("main.go", set()),
    ],
)
def test_hooks_take_the_files_of_their_types(name: str, hooks: set[str]) -> None:
    tags = identify.tags_from_filename(name)
    assert {hook["id"] for hook in HOOKS.values() if tags & set(hook["types_or"])} == hooks


def git(folder: Path, *args: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *args],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.mark.install
def test_try_repo_fails_on_the_open_policy_and_passes_on_the_closed_one(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    policy = tmp_path / "policy.json"
    policy.write_text((ROOT / "examples" / "only-the-proxy.json").read_text(encoding="utf-8"))
    module = tmp_path / "agent.tf"
    module.write_text((ROOT / "examples" / "agent.tf").read_text(encoding="utf-8"))
    (tmp_path / "unrelated.json").write_text("{ not json")
    (tmp_path / "notes.yaml").write_text("a: [b\n")
    git(tmp_path, "add", ".")

    def hook() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "agentcore-lint", "--all-files"]
        environment = {
            **os.environ,
            "PRE_COMMIT_HOME": str(tmp_path.parent / "pre-commit-home"),
            "NO_COLOR": "1",
        }
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    failed = hook()
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "error[AC101]" in failed.stdout
    assert "policy.json:8:17" in failed.stdout
    assert "agent.tf:12:18" in failed.stdout
    assert "unrelated" not in failed.stdout
    for file in (policy, module):
        file.write_text(file.read_text().replace('InvokeAgentRuntime"', 'InvokeAgentRuntime*"'))
    git(tmp_path, "add", ".")
    passed = hook()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
