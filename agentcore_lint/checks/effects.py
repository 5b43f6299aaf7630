"""AC501, AC502 and AC504: statements that do not do what they seem to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agentcore_lint.access.gates import may_be_overridden, may_conflict, may_repeat
from agentcore_lint.checks.context import statements_named
from agentcore_lint.checks.engine import effects_of, is_sound
from agentcore_lint.finding import Finding, Place
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.ways import CALLS
from agentcore_lint.values import has_hole, is_hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.checks.context import Context
    from agentcore_lint.policy.model import Policy, Principal, Statement

MAX_STATEMENTS = 40
"""Statements of a policy up to which each is compared with the others."""

_WORDS = r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])"
_CLAIMS = r"restricts?|restricting|exclusive(ly)?|solely|lock(ed|down)|deny|denies|denying|blocks?|blocking"
_OF_A_STATE = frozenset(("restricted", "denied", "blocked"))
"""Words that claim at the end of a name or before a word of access; elsewhere they tell of something else."""
_ACCESS = frozenset(("", "access", "caller", "callers", "to"))
_NOT_OF_CALLERS = frozenset(
    ("read", "view", "list", "get", "write", "append", "invoke", "http", "socket", "command")
)
"""Words before `only` that make it one of actions and not of callers."""
_ACCOUNT = re.compile(r"(?i)acc(?:oun)?t|root|org")
"""What the name of a principal has that stands for more than a role or a user."""
_LIMITS = frozenset(("limit", "limits", "limited"))
_NO_LIMIT_OF_CALLERS = frozenset(("rate", "time", "size", "token", "quota"))


def allow_only_restricts_nobody(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC501: an Allow alone keeps out nobody of the account who has IAM permission."""
    if context.auth == "oauth" or any(statement.effect != "Allow" for statement in policy.statements):
        return
    if not is_sound(policy):
        return
    named = [policy.id or "", _stem(context.document.path)]
    for index, statement in enumerate(policy.statements):
        claim = next((each for each in (statement.sid or "", *named) if _claims_to_restrict(each)), None)
        if claim is None:
            continue
        from agentcore_lint.access.restriction import restricts_nobody
        from agentcore_lint.checks.witness import request_witness

        for action in CALLS:
            if not covers_action(statement, action):
                continue
            resource = context.resource or ""
            read = policy if _ACCOUNT.search(claim) else _with_roles(policy, context)
            request = restricts_nobody(read, index, action, resource, holes=context.has_holes)
            if request is not None:
                label = "callers of this account get in by their own IAM permissions, without this"
                message = (
                    f'"{context.show(claim)}" restricts nobody: other roles of this account still get in '
                    "by their own IAM permissions; add a Deny"
                )
                witness = request_witness(
                    request,
                    context,
                    f" can call {action.removeprefix(PREFIX)}, as soon as its own IAM policy allows it",
                )
                place = Place(_claiming(statement, claim, policy))
                yield Finding("AC501", place, label, message=message, witness=witness)
                break


def _claiming(statement: Statement, claim: str, policy: Policy) -> str:
    """Return the pointer of the text that claims; of the Effect where that is the file's name."""
    if claim == statement.sid:
        return statement.element("Sid")
    return "/Id" if claim == policy.id else statement.element("Effect")


def _with_roles(policy: Policy, context: Context) -> Policy:
    """Read a principal of which only a name is known as the ARN of a role, unless it is called an account."""
    return policy._replace(
        statements=tuple(
            each._replace(principal=_with_role(each.principal, context)) if each.principal else each
            for each in policy.statements
        )
    )


def _with_role(principal: Principal, context: Context) -> Principal:
    items = tuple(
        item._replace(text=f"arn:aws:iam::{item.text}:role/{item.text}")
        if item.type == "AWS" and is_hole(item.text) and not _ACCOUNT.search(context.show(item.text))
        else item
        for item in principal.items
    )
    known = bool(items) and not any(is_hole(item.text) or has_hole(item.type) for item in items)
    return principal._replace(items=items, opaque=principal.opaque and not known)


def _stem(path: str) -> str:
    return re.split(r"[/\\]", path)[-1].split(".")[0]


def _claims_to_restrict(name: str) -> bool:
    """Tell whether a name says that it keeps somebody out."""
    words = [word.lower() for word in re.findall(_WORDS, name)]
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word == "only":
            claims = before not in _NOT_OF_CALLERS
        elif word in _LIMITS:
            claims = before not in _NO_LIMIT_OF_CALLERS and after in _ACCESS
        elif word in _OF_A_STATE:
            claims = after in _ACCESS
        else:
            claims = re.fullmatch(_CLAIMS, word) is not None
        if claims:
            return True
    return False


def dead_statement(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC502: a statement that applies to no request, or an Allow that a Deny always overrides."""
    if not is_sound(policy):
        return
    for index, statement in enumerate(policy.statements):
        place = Place(statement.element("Effect"))
        if may_conflict(statement) and effects_of(policy, context).never_applies(index):
            keys = _listed([each.key for each in effects_of(policy, context).unsatisfied(index)])
            label = context.show(f"no caller that it names meets its condition on {keys}")
            yield Finding("AC502", place, label, message=f"{_no_effect(statement)}: {label}")
        elif _may_be_overridden(policy, statement, context) and _is_overridden(policy, index, context):
            denies = [policy.statements[each] for each in effects_of(policy, context).overriding(index)]
            verb = "denies" if len(denies) == 1 else "together deny"
            label = f"{statements_named(denies)} {verb} everything that it allows"
            message = f"{_no_effect(statement)}: {label}"
            related = tuple((Place(each.element("Effect")), "denies it") for each in denies)
            pointers = [each.pointer for each in denies]
            about = ((statement.pointer, *pointers),)
            yield Finding("AC502", place, label, message=message, related=related, about=about)


def _no_effect(statement: Statement) -> str:
    return f"statement {statement.number + 1} has no effect"


def _listed(names: list[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return distinct[0] if len(distinct) == 1 else f"{', '.join(distinct[:-1])} and {distinct[-1]} together"


def _may_be_overridden(policy: Policy, statement: Statement, context: Context) -> bool:
    tokens = context.auth == "oauth"
    return may_be_overridden(policy, statement, context.account, context.resource_kinds, tokens=tokens)


def _is_overridden(policy: Policy, index: int, context: Context) -> bool:
    effects = effects_of(policy, context)
    return effects.overridden(index) and not effects.never_applies(index)


def redundant_statement(policy: Policy, context: Context) -> Iterator[Finding]:
    """AC504: a statement without which nothing would change."""
    statements = policy.statements
    if not 2 <= len(statements) <= MAX_STATEMENTS or not is_sound(policy):
        return
    found: set[int] = set()
    for index in reversed(range(len(statements))):
        statement = statements[index]
        others = [each for number, each in enumerate(statements) if number not in {index, *found}]
        if not may_repeat(statement, others):
            continue
        effects = effects_of(policy, context)
        if effects.redundant(index, frozenset(found)):
            found.add(index)
    for index in sorted(found):
        statement = statements[index]
        message = f"statement {index + 1} is redundant: other {statement.effect} statements cover it"
        place = Place(statement.element("Effect"))
        yield Finding("AC504", place, "the policy does the same without it", message=message)
