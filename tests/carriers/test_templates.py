"""Templates of languages other than JSON: directives are passed over, and the rest is read as the language."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import Settings, lint_text
from tests.carriers.render import FORMS
from tests.carriers.test_suppress import ARN, OPEN

DIRECTIVES = {
    "cfn ToJsonString": ("{% if guarded %}\n", "{% endif %}\n"),
    "tf jsonencode": ("{# the guard #}\n{% for each in runtimes %}\n", "{% endfor %}\n"),
    "py dumps": ("{%- set name = 'bot' -%}\n", "{% raw %}{% endraw %}\n"),
    "ts const": ("{% block policy %}\n", "{% endblock %}\n"),
    "sh here-doc": ("{% if deploy %}\n", "{% endif %}\n"),
}


@pytest.mark.parametrize("form", DIRECTIVES)
@pytest.mark.parametrize("suffix", [".j2", ".jinja2", ".tmpl"])
def test_the_policy_between_directives_is_found_at_its_place(form: str, suffix: str) -> None:
    name, render = FORMS[form]
    before, after = DIRECTIVES[form]
    text = before + (render(OPEN, ARN) or "") + after
    result = lint_text(text, name + suffix, Settings(rules=frozenset(("AC007", "AC101"))))
    (found,) = result.diagnostics
    assert found.rule == "AC101"
    assert "bedrock-agentcore:InvokeAgentRuntime" in text[found.span.start.offset : found.span.end.offset]
    assert found.span.start.line == text.count("\n", 0, found.span.start.offset) + 1


def test_a_template_of_something_else_is_not_read() -> None:
    assert (
        lint_text('{% if x %}"bedrock-agentcore:InvokeAgentRuntime"{% endif %}', "page.txt.j2").policies == 0
    )
