"""From a document's plain values to a `Policy`.

Broken grammar never stops it: what can be read is read, and `well_formed` says that something
could not. `policy.malformed` then says what, from the JSON Schema.
"""

from __future__ import annotations

import json

from agentcore_lint.policy.model import Condition, Item, Policy, Principal, PrincipalItem, Statement
from agentcore_lint.policy.operators import parse_operator
from agentcore_lint.values import Json, Kind, has_hole, is_hole

ROOT_ELEMENTS = frozenset(("Version", "Id", "Statement"))
STATEMENT_ELEMENTS = frozenset(
    (
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    )
)
_NONE: frozenset[str] = frozenset()
PRINCIPAL_TYPES = frozenset(("AWS", "Service", "Federated", "CanonicalUser"))
VERSIONS = ("2012-10-17", "2008-10-17")


def build_policy(root: Json, kind: Kind) -> Policy:
    """Return the policy that `root` says, as far as it says one."""
    if not isinstance(root, dict):
        return Policy(kind, None, None, (), well_formed=is_hole(root), opaque=is_hole(root))
    builder = _Builder(kind)
    return builder.policy(root)


def _accounts(value: Json) -> Json:
    """Return principals with accounts as text that are written as numbers."""
    if isinstance(value, list):
        return [_accounts(each) for each in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def is_unique_id(text: str) -> bool:
    """Tell whether a principal is the unique id that IAM puts in place of a deleted one's ARN."""
    return (
        len(text) >= 16
        and text[:4] in ("AIDA", "AROA", "AGPA", "AIPA", "ANPA", "ANVA")
        and text.isalnum()
        and text.isupper()
    )


def escape(token: str) -> str:
    """Return a key as a token of a JSON pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


class _Builder:
    """Builds one policy and notes whether the grammar was broken on the way."""

    __slots__ = ("kind", "sound")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.sound = True

    def policy(self, root: dict[str, Json]) -> Policy:
        if not root.keys() <= ROOT_ELEMENTS:
            self.sound = False
        version = root.get("Version")
        if "Version" in root and version not in VERSIONS and not is_hole(version):
            self.sound = False
        identifier = root.get("Id")
        if "Id" in root and not isinstance(identifier, str):
            self.sound = False
        body = root.get("Statement")
        opaque = is_hole(body)
        statements: list[Statement] = []
        if isinstance(body, dict):
            statements.append(self.statement(body, 0, "/Statement"))
        elif isinstance(body, list) and body:
            for index, item in enumerate(body):
                if isinstance(item, dict):
                    statements.append(self.statement(item, index, f"/Statement/{index}"))
                elif is_hole(item):
                    opaque = True
                else:
                    self.sound = False
        elif not opaque:
            self.sound = False
        return Policy(
            self.kind,
            version if isinstance(version, str) else None,
            identifier if isinstance(identifier, str) else None,
            tuple(statements),
            self.sound,
            opaque,
        )

    def statement(self, body: dict[str, Json], index: int, pointer: str) -> Statement:
        if not body.keys() <= STATEMENT_ELEMENTS:
            self.sound = False
        opaque: set[str] = set()
        sid = body.get("Sid")
        if "Sid" in body and not isinstance(sid, str):
            self.sound = False
            sid = None
        effect = body.get("Effect")
        if effect not in ("Allow", "Deny"):
            if is_hole(effect):
                opaque.add("Effect")
            else:
                self.sound = False
            effect = None
        not_action, actions = self.pair(body, "Action", pointer, opaque)
        not_resource, resources = self.pair(body, "Resource", pointer, opaque)
        if not resources and self.kind == "resource-policy" and "Resource" not in opaque:
            self.sound = False
        if not actions and "Action" not in opaque:
            self.sound = False
        return Statement(
            index,
            pointer,
            sid,
            effect,
            self.principal(body, pointer),
            actions,
            not_action,
            resources,
            not_resource,
            self.conditions(body, pointer, opaque),
            frozenset(opaque) if opaque else _NONE,
            tuple(body),
        )

    def pair(
        self, body: dict[str, Json], name: str, pointer: str, opaque: set[str]
    ) -> tuple[bool, tuple[Item, ...]]:
        """Read NAME or NotNAME: which of them it is, and its strings."""
        negated = f"Not{name}" in body
        if negated and name in body:
            self.sound = False
        key = f"Not{name}" if negated else name
        if key not in body:
            return negated, ()
        value = body[key]
        items = self.strings(value, f"{pointer}/{key}")
        if not items:
            self.sound = False
        if any(len(item.text) == 1 and is_hole(item.text) for item in items):
            opaque.add(name)
        return negated, items

    def strings(self, value: Json, pointer: str) -> tuple[Item, ...]:
        if isinstance(value, str):
            return (Item(value, pointer),)
        if not isinstance(value, list):
            self.sound = False
            return ()
        items = [
            Item(item, f"{pointer}/{index}") for index, item in enumerate(value) if isinstance(item, str)
        ]
        if len(items) != len(value):
            self.sound = False
        return tuple(items)

    def principal(self, body: dict[str, Json], pointer: str) -> Principal | None:
        negated = "NotPrincipal" in body
        if negated and "Principal" in body:
            self.sound = False
        key = "NotPrincipal" if negated else "Principal"
        if key not in body:
            return None
        value, where = body[key], f"{pointer}/{key}"
        if isinstance(value, str):
            if is_hole(value):
                return Principal((), negated, opaque=True, pointer=where)
            return Principal((PrincipalItem("AWS", value, where),), negated, opaque=False, pointer=where)
        if not isinstance(value, dict):
            self.sound = False
            return Principal((), negated, opaque=False, pointer=where)
        items: list[PrincipalItem] = []
        opaque = False
        if not value:
            self.sound = False
        for kind, values in value.items():
            if has_hole(kind):
                opaque = True
                continue
            found = self.strings(_accounts(values) if kind == "AWS" else values, f"{where}/{escape(kind)}")
            if not found:
                self.sound = False
            opaque = opaque or any(is_hole(item.text) for item in found)
            items += [PrincipalItem(kind, item.text, item.pointer) for item in found]
        return Principal(tuple(items), negated, opaque, where)

    def conditions(self, body: dict[str, Json], pointer: str, opaque: set[str]) -> tuple[Condition, ...]:
        block = body.get("Condition")
        if block is None and "Condition" not in body:
            return ()
        if is_hole(block):
            opaque.add("Condition")
            return ()
        if not isinstance(block, dict):
            self.sound = False
            return ()
        out: list[Condition] = []
        for name, keys in block.items():
            where = f"{pointer}/Condition/{escape(name)}"
            if has_hole(name) or is_hole(keys):
                opaque.add("Condition")
            elif not isinstance(keys, dict):
                self.sound = False
            else:
                operator = parse_operator(name)
                for key, values in keys.items():
                    place = f"{where}/{escape(key)}"
                    out.append(Condition(operator, key, self.scalars(values, place), place, where))
        return tuple(out)

    def scalars(self, value: Json, pointer: str) -> tuple[Item, ...]:
        if isinstance(value, str):
            return (Item(value, pointer),)
        if isinstance(value, list):
            return tuple(
                item for index, each in enumerate(value) for item in self.scalar(each, f"{pointer}/{index}")
            )
        return self.scalar(value, pointer)

    def scalar(self, value: Json, pointer: str) -> tuple[Item, ...]:
        if isinstance(value, str):
            return (Item(value, pointer),)
        if isinstance(value, (bool, int, float)):
            return (Item(json.dumps(value), pointer),)
        self.sound = False
        return ()
