"""The documentation's examples, run."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_library_prints_what_its_page_says() -> None:
    code = "\n".join(
        re.findall(r"```python\n(.*?)```", (DOCS / "library.md").read_text(encoding="utf-8"), re.DOTALL)
    )
    expected = [line.removeprefix("# ") for line in code.split("\n") if line.startswith("# ")]
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(code, "library.md", "exec"), {})
    assert printed.getvalue().splitlines() == expected
