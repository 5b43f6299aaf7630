"""The documentation's examples, run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from agentcore_lint import sources as carriers
from agentcore_lint.lint import Settings, lint_text

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = ("access", "simulate", "diff", "claims")
CARRIERS = sorted((DOCS / "carriers").glob("*.md"))


def examples() -> list[tuple[str, str]]:
    """Each command on the pages of the commands, with what the page says that it prints."""
    texts = [(DOCS / f"{name}.md").read_text(encoding="utf-8") for name in PAGES]
    blocks = [block for text in texts for block in re.findall(r"```console\n\$ (.*?)```", text, re.DOTALL)]
    return [(head, rest) for head, _, rest in (block.partition("\n") for block in blocks)]


@pytest.mark.parametrize(("command", "printed"), examples())
def test_commands_print_what_their_pages_say(command: str, printed: str) -> None:
    args = [sys.executable, "-m", *shlex.split(command.replace("agentcore-lint", "agentcore_lint", 1))]
    done = subprocess.run(args, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.rstrip("\n") == printed.rstrip("\n")


def test_the_library_prints_what_its_page_says() -> None:
    code = "\n".join(
        re.findall(r"```python\n(.*?)```", (DOCS / "library.md").read_text(encoding="utf-8"), re.DOTALL)
    )
    expected = [line.removeprefix("# ") for line in code.split("\n") if line.startswith("# ")]
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(code, "library.md", "exec"), {})
    assert printed.getvalue().splitlines() == expected


@pytest.mark.parametrize("path", [*CARRIERS, DOCS / "suppressing.md"], ids=lambda path: path.stem)
def test_examples_of_the_carriers_pages_are_what_they_say(path: Path) -> None:
    """They are good policies, or placeholders of some: nothing is found."""
    result = lint_text(path.read_text(encoding="utf-8"), str(path), Settings(notes=False))
    assert result.error is None
    assert [(each.rule, each.span.start.line) for each in result.diagnostics] == []


def test_every_carrier_has_a_page() -> None:
    overview = (DOCS / "carriers" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{suffix}`" in overview for suffix in (*carriers.CARRIERS, *carriers.JSON_SUFFIXES))
    assert all(f"({path.name})" in overview for path in CARRIERS if path.stem != "README")
