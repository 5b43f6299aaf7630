"""Cells: values of a condition key, one for each class that the conditions can tell apart."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.access.conditions import moment, number
from agentcore_lint.access.texts import ANY, PART, PART_ONE, Cells, is_plain, texts
from agentcore_lint.policy.glob import ONE, STAR, compile_glob
from agentcore_lint.policy.operators import ARN, DATE, EXACT_STRING, IP, NUMERIC, STRING
from agentcore_lint.policy.values import is_network
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal
    from ipaddress import IPv4Network, IPv6Network

    from agentcore_lint.access.texts import Form
    from agentcore_lint.policy.model import Condition

Values: TypeAlias = tuple[str, ...]
Holds: TypeAlias = "Callable[[Condition, Values], bool | None]"

_ESCAPE = re.compile(r"\$\{([*?$])\}")
MAX_SETS = 2_000
"""Sets of values that are tried for one multivalued key; past it classes may be missing."""

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "0.0.0.0/8")
PRIVATE_V6 = ("fc00::/7", "fe80::/10", "::/8")
"""Ranges from which no request comes over the internet (RFC 1918, 4193, 6890)."""


def cells(
    conditions: Sequence[Condition],
    *,
    form: Form = ANY,
    fresh: str,
    extra: Iterable[str] = (),
    public: bool = False,
) -> Cells[str]:
    """Return single values of the key that all `conditions` are about, the least remarkable first.

    `form`: that of the key's texts. `fresh` is a value that none mentions, `extra` are compiled patterns
    besides those of the conditions. `public`: only addresses from which requests come over the internet.
    """
    exact: set[str] = set(extra)
    folded: set[str] = set()
    points: set[Decimal] = set()
    dates: set[Decimal] = set()
    networks: list[str] = []
    out: dict[str, None] = {}
    for condition in conditions:
        base = condition.operator.base or ""
        holes = [item.text for item in condition.values if has_hole(item.text)]
        fixed = [item.text for item in condition.values if not has_hole(item.text)]
        values = [each for each in fixed if "${" not in each or "${" not in _ESCAPE.sub("", each)]
        if base in STRING or base in ARN:
            target = folded if "IgnoreCase" in base else exact
            target.update(pattern_of(value, base) for value in values)
            out.update(dict.fromkeys(holes))
        elif base == "Bool":
            out.update(dict.fromkeys(("false", "true")))
        elif base in NUMERIC:
            points.update(point for each in values if (point := number(each)) is not None)
        elif base in DATE:
            dates.update(point for each in values if (point := moment(each)) is not None)
        elif base in IP:
            networks += values
        elif base == "BinaryEquals":
            out.update(dict.fromkeys(values))
    of_text = texts(exact, fresh=fresh.removeprefix(form.prefix), folded=folded, form=form)
    if networks:
        found = list(_addresses(tuple(networks), public=public))
    else:
        found = [*map(str, _around(points)), *map(_as_date, _around(dates)), *of_text.values]
    mixed = bool(points or dates or networks) and not all(map(is_plain, exact))
    return Cells([*dict.fromkeys([*found, *out])], of_text.complete and not mixed)


def pattern_of(text: str, base: str) -> str:
    """Return the pattern of a value: exact, a glob, or a glob for each part of an ARN.

    An escape, such as `${*}`, is the character in it.
    """
    glob = "".join(
        part if at % 2 or base in EXACT_STRING else compile_glob(part)
        for at, part in enumerate(_ESCAPE.split(text))
    )
    if base in EXACT_STRING:
        return glob
    if base in ARN and not is_plain(glob):
        parts = glob.split(":", 5)
        if len(parts) == 6:
            head = ":".join(parts[:5]).replace(STAR, PART).replace(ONE, PART_ONE)
            return f"{head}:{parts[5]}"
    return glob


def sets_of(values: Sequence[str], conditions: Sequence[Condition], holds: Holds) -> Cells[Values]:
    """Return sets of values, one for each answer that all conditions together can give.

    The answer to a set follows from the answers to its members, so that one set for each is enough.
    """
    found: dict[tuple[bool | None, ...], Values] = {}
    level: list[Values] = [(value,) for value in values]
    tried = 0
    while level:
        fresh = []
        for each in level:
            answer = tuple([holds(condition, each) for condition in conditions])
            tried += 1
            if answer not in found:
                found[answer] = each
                fresh.append(each)
        if tried > MAX_SETS:
            return Cells(list(found.values()), complete=False)
        level = [(*each, value) for each in fresh for value in values if value not in each]
    return Cells(list(found.values()), complete=True)


def representatives(values: Sequence[Values], conditions: Sequence[Condition], holds: Holds) -> list[Values]:
    """Return the first value of each class that the conditions cannot tell apart."""
    found: dict[tuple[bool | None, ...], Values] = {}
    for value in values:
        found.setdefault(tuple([holds(condition, value) for condition in conditions]), value)
    return list(found.values())


def quantified(conditions: Iterable[Condition]) -> bool:
    """Tell whether a condition is about several values of its key."""
    return any(condition.operator.quantifier for condition in conditions)


def _around(points: set[Decimal]) -> list[Decimal]:
    """Return each point, those between and those beyond them."""
    if not points:
        return []
    ordered = sorted(points)
    between = [(left + right) / 2 for left, right in pairwise(ordered)]
    return [*ordered, *between, ordered[0] - 1, ordered[-1] + 1]


def _as_date(seconds: Decimal) -> str:
    """Write seconds of the epoch as a date, where there is such a date."""
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(float(seconds), UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def networks_of(texts: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    """Return the networks that some texts are; what is none is left out."""
    from ipaddress import ip_network

    return [ip_network(text, strict=False) for text in texts if is_network(text)]


@lru_cache(maxsize=512)
def _addresses(values: tuple[str, ...], *, public: bool) -> tuple[str, ...]:
    """Return addresses inside and next to each network, and some that lie in none.

    What lies in the same networks is an interval that begins where a network does, or just after one.
    """
    from ipaddress import ip_address

    networks = networks_of(values)
    private = networks_of((*PRIVATE, *PRIVATE_V6)) if public else []
    out = ["203.0.113.7", "198.51.100.23", "192.0.2.99", "2001:db8:ffff::7"]
    for network in (*networks, *private):
        first, last = int(network.network_address), int(network.broadcast_address)
        most = 2**network.max_prefixlen - 1
        kind = type(network.network_address)
        out += [str(kind(each)) for each in (first, first - 1, last + 1) if 0 <= each <= most]
    addresses = [ip_address(each) for each in dict.fromkeys(out)]
    return tuple(
        str(each)
        for each in addresses
        if not any(each.version == network.version and each in network for network in private)
    )
