from __future__ import annotations

from pathlib import Path

import yaml

from agentcore_lint.rule import rules
from tools import catalog
from tools import rules as rule_files
from tools.generated import stale

ROOT = Path(__file__).parents[2]


def test_generated_files_are_fresh() -> None:
    assert stale(rule_files.files()) == []
    assert stale(catalog.files()) == []


def test_file_names_are_the_rules() -> None:
    for path in (ROOT / "rules").glob("*.yaml"):
        rule = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert path.stem == f"{rule['id']}-{rule['name']}"
        assert rule["id"] in rules()


def test_readme_counts_the_rules_and_names_the_hooks() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(rules())} rules" in readme
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert all(hook["id"] in readme for hook in hooks)
