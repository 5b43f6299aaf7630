"""Whatever a file holds: no exception, every span inside the file, and the same answer twice.

Sampled, so that it takes a few seconds. `ROBUST=20000` in the environment asks for more samples of each.
"""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.diagnostic import Span
from agentcore_lint.lint import FileResult, Settings, lint_text
from tests.carriers.render import FORMS, rendered
from tests.carriers.test_matrix import POLICIES
from tests.carriers.test_unreadable import BROKEN
from tests.rules.examples import RULES, file_of, policy_text, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = int(os.environ.get("ROBUST", "300"))
SEED = int(os.environ.get("ROBUST_SEED", "1"))
AUTHS = (None, "sigv4", "oauth")

HOLES = ("<hole>", "${var.hole}", "{{ hole }}", "HOLE_ID")
PART = re.compile(
    r"arn|aws|bedrock-agentcore|[a-z]+-[a-z]+-\d|\d{12}|runtime-endpoint|runtime|gateway|memory|[^:/]+"
)
LINE = re.compile(r"^.*(?:resource_?arn|--resource-arn).*\n", re.IGNORECASE | re.MULTILINE)
REFERENCES = {"tf": "var.arn", "yaml": "!Ref Arn", "py": "ARN", "ts": "arn", "js": "arn", "sh": '"$ARN"'}
MALFORMED = (
    "", ":", ":::::", "arn", "arn:aws", "*", "arn:aws:bedrock-agentcore:::", "arn:aws:iam::1:role/x", "1", "\u00b2:" * 6,
    "arn:aws:bedrock-agentcore:eu-west-1:12:runtime/x", "runtime/x", "arn:aws:bedrock-agentcore:eu-west-1:A:rolee/x", " ",
    "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/a/endpoint/DEFAULT", "\U000f0000",
)  # fmt: skip


def targets(name: str, arn: str, draw: random.Random) -> tuple[str, str]:
    """A piece of a text that names a target, and what stands there instead."""
    hole = draw.choice(HOLES)
    parts = PART.findall(arn)
    tail = "/" + arn.split("/", 1)[1] if "/" in arn else ""
    kinds = [
        (arn, hole),
        (arn, hole + tail),
        (arn, hole + "/runtime-endpoint/DEFAULT"),
        (arn, arn.replace(draw.choice(parts), hole, 1)),
        (arn, "".join(hole if draw.random() < 0.4 else each for each in re.split("([:/])", arn))),
        (arn, draw.choice(MALFORMED)),
        (f'"{arn}"', REFERENCES.get(name.rpartition(".")[2], f'"{hole}"')),
        (arn, arn + draw.choice((":3", "/x", "*", "/runtime-endpoint/" + hole, "\n"))),
    ]
    return draw.choice(kinds)


def without_target(text: str) -> str:
    return LINE.sub("", text)


def changed(text: str, draw: random.Random) -> str:
    """A text with a few of the mistakes that people and broken tools make."""
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        text = draw.choice(CHANGES)(text, draw)
    return text


def cut(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] if draw.random() < 0.7 else text[at:]


def without_some(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + text[at + draw.choice((1, 1, 2, 10, 100)) :]


def flipped(text: str, draw: random.Random) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(CHARS) + text[at + draw.choice((0, 1)) :]


def swapped(text: str, draw: random.Random) -> str:
    tokens = re.split(r"(\W)", text)
    one, other = draw.randrange(len(tokens)), draw.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return "".join(tokens)


def again(text: str, draw: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = draw.randrange(len(lines))
    lines.insert(draw.randrange(len(lines) + 1), lines[at])
    return "".join(lines)


def replaced(text: str, draw: random.Random) -> str:
    tokens = re.findall(r"\w+", text) or [""]
    return text.replace(
        draw.choice(tokens), draw.choice([*WORDS, draw.choice(tokens)]), draw.choice((1, 1, -1))
    )


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    cut,
    without_some,
    flipped,
    swapped,
    again,
    replaced,
)
CHARS = "\"'`{}[]()<>,:;=\\\n\t #$%&*/-_.!?|@~0aZ\0\x7f\u00e9\u2028\ud800\U0001f600\U000f0000\ufeff\r"
WORDS = (
    "", "null", "true", "0", "1e999", "[]", "{}", '""', "*", "${x}", "<x>", "Fn::If", "Ref", "NotPrincipal", "NotAction", "Deny",
    "Allow", "Null", "aws:PrincipalArn", "local", "data", "var", "self", "None", "Version", "Statement", "9" * 30,
)  # fmt: skip


def check(name: str, text: str, settings: Settings) -> FileResult:
    """Lint a text as a file of that name, and hold the result to what is true of all."""
    result = lint_text(text, name, settings)
    assert result.errors == (), (name, text)
    read = text.encode("utf-8", "surrogatepass").decode("utf-8-sig", "replace")
    for each in result.diagnostics:
        if each.path == name:
            spans = [each.span, *(span for span, _ in each.related)]
            spans += [Span(edit.start, edit.end) for edit in (each.fix.edits if each.fix else ())]
            for span in spans:
                assert 0 <= span.start.offset <= span.end.offset <= len(read), (name, text, each)
                for at in (span.start, span.end):
                    before = read[: at.offset]
                    assert at.line == before.count("\n") + 1, (name, text, each)
                    assert at.column == len(before) - before.rfind("\n"), (name, text, each)
    assert lint_text(text, name, settings) == result, (name, text)
    return result


def settings(draw: random.Random) -> Settings:
    return Settings(auth=draw.choice(AUTHS), notes=draw.random() < 0.7)  # type: ignore[arg-type]


def test_targets_of_every_form_in_every_carrier() -> None:
    draw = random.Random(SEED)
    names = list(POLICIES)
    for number in range(SAMPLES):
        policy, arn = POLICIES[draw.choice(names)]
        form = list(FORMS)[number % len(FORMS)]
        for name, text in rendered(policy, arn, form):
            changed_text = (
                without_target(text) if draw.random() < 0.15 else text.replace(*targets(name, arn, draw))
            )
            check(name, changed_text, settings(draw))


def texts() -> list[tuple[str, str]]:
    """Texts of every carrier: the rules' examples, and each form of one policy."""
    out = [
        (file_of(example), policy_text(example))
        for rule in RULES
        for example in (*rule["bad"], *rule["good"])
    ]
    out += [(name, text) for name, text, *_ in BROKEN.values()]
    for policy, arn in list(POLICIES.values())[::29]:
        for form in FORMS:
            out += rendered(policy, arn, form)
    return out


def test_mistakes_in_texts_of_every_carrier() -> None:
    draw = random.Random(SEED + 1)
    known = texts()
    for _ in range(SAMPLES):
        name, text = draw.choice(known)
        check(name, changed(text, draw), settings(draw))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_the_rules_own_examples(rule: dict[str, object]) -> None:
    for example in (*rule["bad"], *rule["good"]):  # type: ignore[misc]
        check(file_of(example), policy_text(example), settings_of(example))
