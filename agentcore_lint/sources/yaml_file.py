"""The carrier YAML: CloudFormation templates, and policies that stand in other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.cloudformation import read_template, templates_in
from agentcore_lint.sources.document import File
from agentcore_lint.sources.found import policies_in
from agentcore_lint.sources.yaml_values import UnreadableYamlError, yaml_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.document import Document


def read_yaml(path: str, text: str) -> Iterator[Document]:
    """Yield the policies in a YAML text; none where it is not YAML, which is not ours to report."""
    file = File(path, text)
    try:
        values = list(yaml_values(text))
    except UnreadableYamlError:
        return
    for value in values:
        templates = list(templates_in(value))
        for template in templates:
            yield from read_template(file, template)
        if not templates:
            yield from policies_in(file, value)
