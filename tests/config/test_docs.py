"""The configuration in the documentation is one."""

from __future__ import annotations

from pathlib import Path

from agentcore_lint.config.load import load_config
from agentcore_lint.config.read import KEYS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_documented_configuration_is_read(tmp_path: Path) -> None:
    text = (DOCS / "configuration.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    folder = tmp_path / "sub"
    folder.mkdir()
    (tmp_path / "agentcore-lint.toml").write_text("")
    (folder / "agentcore-lint.toml").write_text(text)
    config = load_config(str(folder / "agentcore-lint.toml"))
    assert {*config.origins, "extend"} == set(KEYS)
