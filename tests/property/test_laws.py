"""Laws that hold for all policies and requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.openings import Walls
from agentcore_lint.access.permission import EVERYTHING
from agentcore_lint.access.request import OAUTH, Policies, Request, parse_caller, service_caller
from agentcore_lint.access.texts import texts
from agentcore_lint.policy.actions import covers_action
from agentcore_lint.policy.build import build_policy
from agentcore_lint.policy.glob import compile_glob, intersects, match_exactly
from agentcore_lint.policy.malformed import malformations
from agentcore_lint.service.ways import OTHER_WAYS

if TYPE_CHECKING:
    from agentcore_lint.policy.model import Policy

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
ROLES = [
    "arn:aws:iam::111122223333:role/A",
    "arn:aws:iam::111122223333:role/B",
    "arn:aws:iam::999988887777:role/A",
]
CALLERS = [
    *map(parse_caller, ROLES),
    parse_caller("arn:aws:iam::111122223333:user/maria"),
    service_caller("lambda.amazonaws.com"),
    OAUTH,
]
ACTIONS = [
    "InvokeAgentRuntime",
    "InvokeAgentRuntimeForUser",
    "InvokeAgentRuntimeWithWebSocketStream",
    "InvokeAgentRuntimeWithWebSocketStreamForUser",
    "InvokeAgentRuntimeCommand",
    "InvokeAgentRuntimeCommandShell",
]
VPCES = ["vpce-1", "vpce-2"]

action = st.sampled_from(
    [
        f"bedrock-agentcore:{name}"
        for name in [*ACTIONS, "*", "InvokeAgentRuntime*", "*ForUser", "Get?gentCard"]
    ]
)
principal = st.sampled_from(
    ["*", {"AWS": ROLES[0]}, {"AWS": ["111122223333", ROLES[2]]}, {"Service": "lambda.amazonaws.com"}]
)
condition = st.one_of(
    st.just({}),
    st.builds(lambda op, values: {op: {"aws:PrincipalArn": values}}, st.sampled_from(["StringEquals", "ArnNotLike", "StringNotEqualsIfExists"]), st.lists(st.sampled_from([*ROLES, "arn:aws:iam::*:role/A"]), min_size=1, max_size=2)),
    st.builds(lambda op, value: {op: {"aws:SourceVpce": value}}, st.sampled_from(["StringEquals", "StringNotEquals", "ForAnyValue:StringLike"]), st.sampled_from([*VPCES, "vpce-*"])),
)  # fmt: skip
statement = st.builds(
    lambda effect, who, what, when: {"Effect": effect, "Principal": who, "Action": what, "Resource": ARN, "Condition": when},
    st.sampled_from(["Allow", "Deny"]), principal, st.lists(action, min_size=1, max_size=3), condition,
)  # fmt: skip
statements = st.lists(statement, min_size=1, max_size=4)
request = st.builds(
    lambda name, caller, vpce: Request(f"bedrock-agentcore:{name}", ARN, caller, {"aws:sourcevpce": (vpce,)} if vpce else {}),
    st.sampled_from(ACTIONS), st.sampled_from(CALLERS), st.sampled_from([None, *VPCES]),
)  # fmt: skip


def policy(body: list[dict[str, Any]]) -> Policy:
    return build_policy({"Version": "2012-10-17", "Statement": body}, "resource-policy")


def allowed(body: list[dict[str, Any]], asked: Request, *, identity: bool) -> bool:
    policies = Policies(identity=(EVERYTHING,) if identity else (), resource=policy(body))
    return evaluate(asked, policies).outcome == "allowed"


@given(body=statements, more=statement, asked=request, identity=st.booleans())
def test_adding_a_deny_never_opens(
    body: list[dict[str, Any]], more: dict[str, Any], asked: Request, *, identity: bool
) -> None:
    longer = [*body, {**more, "Effect": "Deny"}]
    assert allowed(body, asked, identity=identity) or not allowed(longer, asked, identity=identity)


@given(body=statements, at=st.integers(0, 3), asked=request, identity=st.booleans())
def test_removing_an_allow_never_opens(
    body: list[dict[str, Any]], at: int, asked: Request, *, identity: bool
) -> None:
    fewer = [each for index, each in enumerate(body) if each["Effect"] == "Deny" or index != at]
    assert allowed(body, asked, identity=identity) or not allowed(fewer, asked, identity=identity)


@given(statements, request, st.randoms())
def test_order_and_names_of_statements_change_nothing(
    body: list[dict[str, Any]], asked: Request, random: Any
) -> None:
    shuffled = [{**each, "Sid": f"S{index}"} for index, each in enumerate(body)]
    random.shuffle(shuffled)
    assert allowed(body, asked, identity=True) == allowed(shuffled, asked, identity=True)


@settings(deadline=None)
@given(statements)
def test_every_opening_is_a_request_that_gets_in(body: list[dict[str, Any]]) -> None:
    built = policy(body)
    walls = Walls(built, "sigv4", holes=False)
    for index, wall_statement in enumerate(built.statements):
        wall = walls.wall(index, ARN) if wall_statement.effect == "Deny" else None
        for opening in walls.openings(wall, OTHER_WAYS) if wall is not None else ():
            asked = opening.request
            assert not allowed(
                body, asked._replace(action="bedrock-agentcore:InvokeAgentRuntime"), identity=True
            )
            for name in opening.way.full_actions:
                assert allowed(body, asked._replace(action=name), identity=True)


@settings(deadline=None)
@given(statements, st.sampled_from(CALLERS[:5]), st.sampled_from([None, *VPCES]))
def test_no_opening_means_that_no_request_gets_in(
    body: list[dict[str, Any]], caller: Any, vpce: str | None
) -> None:
    """Where the search finds nothing, no request tried at random is stopped on one way and let in on another."""
    built = policy(body)
    context = {"aws:sourcevpce": (vpce,), "aws:sourcevpc": ("vpc-1",)} if vpce else {}
    walls = Walls(built, "sigv4", holes=False)
    for index, wall_statement in enumerate(built.statements):
        wall = walls.wall(index, ARN) if wall_statement.effect == "Deny" else None
        if wall is None:
            continue
        only_wall = Policies(resource=built._replace(statements=(wall_statement,)))
        found = {opening.way.name for opening in walls.openings(wall, OTHER_WAYS)}
        for way in OTHER_WAYS:
            asked = Request("bedrock-agentcore:InvokeAgentRuntime", ARN, caller, context)
            if way.name in found or evaluate(asked, only_wall).outcome != "explicitly-denied":
                continue
            meant = any(
                each.effect == "Allow" and not covers_action(each, asked.action) for each in built.statements
            )
            if not meant:
                assert not all(
                    allowed(body, asked._replace(action=name), identity=True) for name in way.full_actions
                )


glob = st.text(alphabet="ab*?", max_size=6)


@given(glob, glob, st.text(alphabet="abc", max_size=6))
def test_intersection_holds_what_both_match(left: str, right: str, text: str) -> None:
    one, two = compile_glob(left), compile_glob(right)
    if match_exactly(one, text) and match_exactly(two, text):
        assert intersects(one, two)
    assert intersects(one, two) == intersects(two, one)


@given(st.lists(glob, min_size=1, max_size=3), st.text(alphabet="abx", max_size=6))
def test_cells_have_a_text_for_every_set_of_patterns(patterns: list[str], text: str) -> None:
    compiled = [compile_glob(each) for each in patterns]
    wanted = {index for index, each in enumerate(compiled) if match_exactly(each, text)}
    sets = [
        {index for index, each in enumerate(compiled) if match_exactly(each, cell)}
        for cell in texts(compiled, fresh="fresh!").values
    ]
    if wanted and text:
        assert wanted in sets


junk = st.recursive(
    st.sampled_from(["Allow", "*", "a:b", 5, True, None, "2012-10-17"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["AWS", "StringEquals", "aws:x", "Effect"]), inner, max_size=2)
    ),
    max_leaves=4,
)
rough_statement = st.dictionaries(
    st.sampled_from(
        [
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
            "Actions",
        ]
    ),
    junk,
    max_size=6,
)
rough = st.dictionaries(
    st.sampled_from(["Version", "Id", "Statement", "statement"]),
    st.one_of(junk, rough_statement, st.lists(rough_statement, max_size=2)),
    max_size=3,
)


@settings(deadline=None, max_examples=300)
@given(rough)
def test_model_and_schema_agree_on_what_is_malformed(root: dict[str, Any]) -> None:
    for kind in ("resource-policy", "identity-policy"):
        built = build_policy(root, kind)
        assert built.well_formed == (not list(malformations(root, kind)))
