"""Cells: values of a condition key, one for each class that the conditions can tell apart.

For text the classes are the sets of patterns that a value matches. A walk over the product of the
patterns' automata finds the shortest text of each; equality is a pattern without wildcards.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from agentcore_lint.access.conditions import moment, number
from agentcore_lint.policy.glob import FRESH, ONE, STAR, compile_glob
from agentcore_lint.policy.operators import ARN, DATE, EXACT_STRING, IP, NUMERIC, STRING
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from agentcore_lint.policy.model import Condition

MAX_STATES = 20_000
"""States of the product that are visited; beyond it the list of cells may lack some."""

_PART = "\U0010fff4"
"""A run of an ARN's part: any characters but a colon."""


def cells(conditions: Sequence[Condition], *, fresh: str) -> list[tuple[str, ...]]:
    """Return values of the key that all `conditions` are about; `fresh` is one that none mentions."""
    out: dict[str, None] = {}
    texts: set[str] = set()
    points: set[Decimal] = set()
    networks: list[str] = []
    ignore_case = False
    for condition in conditions:
        base = condition.operator.base
        values = [item.text for item in condition.values if not has_hole(item.text) and "${" not in item.text]
        if base in STRING or base in ARN:
            ignore_case = ignore_case or "IgnoreCase" in base
            texts.update(_pattern(value, base) for value in values)
            out.update(dict.fromkeys(item.text for item in condition.values if has_hole(item.text)))
        elif base == "Bool":
            out.update(dict.fromkeys(("false", "true")))
        elif base in NUMERIC or base in DATE:
            points.update(point for each in values if (point := _read(base)(each)) is not None)
        elif base in IP:
            networks += values
        else:
            out.update(dict.fromkeys(values if base == "BinaryEquals" else ()))
    out.update(dict.fromkeys([*_around(points), *(_addresses(networks) if networks else ())]))
    out.update(dict.fromkeys(text_cells(texts, fresh=fresh)))
    if ignore_case:
        out.update(dict.fromkeys([value.swapcase() for value in out]))
    singles: list[tuple[str, ...]] = [(value,) for value in out]
    if any(condition.operator.quantifier for condition in conditions):
        singles += [(left, right) for left in out for right in out if left < right][:100]
    return singles


def text_cells(patterns: Iterable[str], *, fresh: str) -> list[str]:
    """Return a text for each set of compiled patterns that some text matches exactly."""
    all_patterns = sorted(set(patterns))
    wild = [each for each in all_patterns if any(char in each for char in (STAR, ONE, _PART))]
    plain = [each for each in all_patterns if each not in wild]
    if not wild:
        return [fresh, *plain]
    return [fresh, *plain, *_product(wild, fresh)]


def _pattern(text: str, base: str) -> str:
    if base in EXACT_STRING:
        return text
    glob = compile_glob(text)
    if base in ARN and STAR in glob:
        parts = glob.split(":", 5)
        if len(parts) == 6:
            return ":".join([*(part.replace(STAR, _PART) for part in parts[:5]), parts[5]])
    return glob


def _product(patterns: list[str], fresh: str) -> list[str]:
    """Walk the product breadth first; keep the first text for each set of patterns that accept."""
    letters = sorted({char for each in patterns for char in each} - {STAR, ONE, _PART})
    other = next(char for char in "xyzqw0123456789" if char not in letters or char == "9")
    letters.append(FRESH if fresh.startswith(FRESH) else other)
    start = tuple(_close(each, frozenset((0,))) for each in patterns)
    seen = {start}
    level = [(start, "")]
    found: dict[tuple[bool, ...], str] = {}
    while level and len(seen) < MAX_STATES:
        following = []
        for state, text in level:
            accepted = tuple(len(each) in at for each, at in zip(patterns, state, strict=True))
            if any(accepted):
                found.setdefault(accepted, text)
            for char in letters:
                after = tuple(_step(each, at, char) for each, at in zip(patterns, state, strict=True))
                if after not in seen and any(after):
                    seen.add(after)
                    following.append((after, text + char))
        level = following
    return [text for text in found.values() if text]


def _step(pattern: str, reached: frozenset[int], char: str) -> frozenset[int]:
    after = set()
    for at in reached:
        if at == len(pattern):
            continue
        here = pattern[at]
        if here == STAR or (here == _PART and char != ":"):
            after.add(at)
        elif here in (ONE, char):
            after.add(at + 1)
    return _close(pattern, frozenset(after))


def _close(pattern: str, reached: frozenset[int]) -> frozenset[int]:
    out = set(reached)
    for at in reached:
        here = at
        while here < len(pattern) and pattern[here] in (STAR, _PART):
            here += 1
            out.add(here)
    return frozenset(out)


def _read(base: str) -> Callable[[str], Decimal | None]:
    return moment if base in DATE else number


def _around(points: set[Decimal]) -> list[str]:
    """Return each number (a date in seconds of the epoch), those between and those beyond them."""
    if not points:
        return []
    ordered = sorted(points)
    between = [(left + right) / 2 for left, right in pairwise(ordered)]
    return [str(point) for point in (*ordered, *between, ordered[0] - 1, ordered[-1] + 1)]


def _addresses(values: list[str]) -> list[str]:
    """Return addresses inside and next to each network, and one that lies in none, if there is one."""
    from ipaddress import ip_address, ip_network

    out: list[str] = []
    networks = []
    for value in values:
        try:
            networks.append(ip_network(value, strict=False))
        except ValueError:
            continue
    for outside in ("203.0.113.7", "198.51.100.23", "192.0.2.99", "2001:db8:ffff::7"):
        address = ip_address(outside)
        if not any(address.version == each.version and address in each for each in networks):
            out.append(outside)
    for network in networks:
        first, last = int(network.network_address), int(network.broadcast_address)
        out.append(str(network.network_address))
        most = 2**network.max_prefixlen - 1
        kind = type(network.network_address)
        out += [str(kind(each)) for each in (first - 1, last + 1) if 0 <= each <= most]
    return out
