"""Other readers of the same languages agree with ours."""

from __future__ import annotations

import json
import warnings
from typing import Any

import hcl2
import pytest
from cfnlint.decode import decode_str

from agentcore_lint.sources.hcl import blocks_of, parse_hcl
from agentcore_lint.sources.hcl_values import Evaluator
from agentcore_lint.sources.literal import plain
from agentcore_lint.sources.terraform_module import Module
from tests.carriers.render import FORMS, hcl_of, rendered
from tests.carriers.test_forms import TEMPLATES
from tests.carriers.test_matrix import POLICIES

SOME = list(POLICIES)[::12]
CFN = [form for form in FORMS if form.startswith("cfn")]
HCL = [form for form in FORMS if FORMS[form][0].endswith((".tf", ".tofu"))]


@pytest.mark.parametrize("form", CFN)
def test_cfn_lint_reads_our_templates(form: str) -> None:
    for title in SOME:
        for _, text in rendered(*POLICIES[title], form):
            template, errors = decode_str(text)
            assert errors == [], (title, text)
            assert template is not None
            assert template["Resources"]["Guard"]["Type"] == "AWS::BedrockAgentCore::ResourcePolicy"


@pytest.mark.parametrize("title", [title for title in TEMPLATES if "broken YAML" not in title])
def test_cfn_lint_reads_the_templates_of_the_forms(title: str) -> None:
    template, errors = decode_str(TEMPLATES[title][1])
    assert errors == []
    assert template is not None


@pytest.mark.parametrize("form", HCL)
def test_python_hcl2_reads_our_modules(form: str) -> None:
    for title in SOME:
        for _, text in rendered(*POLICIES[title], form):
            assert hcl2.loads(text)["resource"]


@pytest.mark.parametrize("title", SOME)
def test_python_hcl2_agrees_on_values(title: str) -> None:
    policy = POLICIES[title][0]
    text = f"locals {{\n  policy = {hcl_of(policy)}\n}}\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = unquoted(hcl2.loads(text)["locals"][0]["policy"])
    (block,) = blocks_of(parse_hcl("x.tf", text))
    ours = plain(Evaluator(block.file, Module({"x.tf": text})).value(block.attributes["policy"].node))
    assert ours == policy
    assert theirs == policy


def unquoted(value: Any) -> Any:
    """Their strings keep the quotes and the escapes of the file."""
    if isinstance(value, dict):
        return {
            unquoted(key): unquoted(each)
            for key, each in value.items()
            if key not in ("__is_block__", "__comments__")
        }
    if isinstance(value, list):
        return [unquoted(each) for each in value]
    if isinstance(value, str) and value.startswith('"'):
        return json.loads(value.replace("$${", "${").replace("%%{", "%{"))
    return value
