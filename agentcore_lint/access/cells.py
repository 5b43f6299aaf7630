"""Cells: values of a condition key, one for each class that the conditions can tell apart.

For text the classes are the sets of patterns that a value matches. A walk over the product of the
patterns' automata finds the shortest text of each; equality is a pattern without wildcards.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from agentcore_lint.access.conditions import moment, number
from agentcore_lint.policy.glob import FRESH, ONE, STAR, compile_glob
from agentcore_lint.policy.operators import ARN, DATE, EXACT_STRING, IP, NUMERIC, STRING
from agentcore_lint.values import has_hole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from agentcore_lint.policy.model import Condition

MAX_WORK = 200_000
"""Positions of patterns that the walk over the product may step through; past it cells may be missing."""

T = TypeVar("T")

_PART = "\U0010fff4"
"""A run of an ARN's part: any characters but a colon."""


class Cells(NamedTuple, Generic[T]):
    """Values, one for each class; `complete`: no class is without one."""

    values: list[T]
    complete: bool


def cells(conditions: Sequence[Condition], *, fresh: str) -> Cells[tuple[str, ...]]:
    """Return values of the key that all `conditions` are about; `fresh` is one that none mentions."""
    out: dict[str, None] = {}
    texts: set[str] = set()
    points: set[Decimal] = set()
    dates: set[Decimal] = set()
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
            read, found = (moment, dates) if base in DATE else (number, points)
            found.update(point for each in values if (point := read(each)) is not None)
        elif base in IP:
            networks += values
        else:
            out.update(dict.fromkeys(values if base == "BinaryEquals" else ()))
    out.update(dict.fromkeys(map(str, _around(points))))
    out.update(dict.fromkeys(map(_as_date, _around(dates))))
    out.update(dict.fromkeys(_addresses(networks) if networks else ()))
    of_text = text_cells(texts, fresh=fresh)
    out.update(dict.fromkeys(of_text.values))
    if ignore_case:
        out.update(dict.fromkeys([value.swapcase() for value in out]))
    singles: list[tuple[str, ...]] = [(value,) for value in out]
    if any(condition.operator.quantifier for condition in conditions):
        singles += [(left, right) for left in out for right in out if left < right][:100]
    return Cells(singles, of_text.complete)


def text_cells(patterns: Iterable[str], *, fresh: str) -> Cells[str]:
    """Return a text for each set of compiled patterns that some text matches exactly."""
    all_patterns = sorted(set(patterns))
    wild = [each for each in all_patterns if any(char in each for char in (STAR, ONE, _PART))]
    plain = [each for each in all_patterns if each not in wild]
    if not wild:
        return Cells([fresh, *plain], complete=True)
    products = _product(wild, fresh)
    return Cells([fresh, *plain, *products.values], products.complete)


def _pattern(text: str, base: str) -> str:
    if base in EXACT_STRING:
        return text
    glob = compile_glob(text)
    if base in ARN and STAR in glob:
        parts = glob.split(":", 5)
        if len(parts) == 6:
            return ":".join([*(part.replace(STAR, _PART) for part in parts[:5]), parts[5]])
    return glob


def _product(patterns: list[str], fresh: str) -> Cells[str]:
    """Walk the product breadth first; keep the first text for each set of patterns that accept."""
    letters = sorted({char for each in patterns for char in each} - {STAR, ONE, _PART})
    other = next(char for char in "xyzqw0123456789" if char not in letters or char == "9")
    letters.append(FRESH if fresh.startswith(FRESH) else other)
    start = tuple(_close(each, frozenset((0,))) for each in patterns)
    seen = {start}
    level = [(start, "")]
    found: dict[tuple[bool, ...], str] = {}
    work = 0
    while level:
        following = []
        for state, text in level:
            accepted = tuple(len(each) in at for each, at in zip(patterns, state, strict=True))
            if any(accepted):
                found.setdefault(accepted, text)
            work += len(letters) * sum(map(len, state))
            if work > MAX_WORK:
                simplest = [_simplest(each, letters[-1]) for each in patterns]
                return Cells([text for text in [*found.values(), *simplest] if text], complete=False)
            for char in letters:
                after = tuple(_step(each, at, char) for each, at in zip(patterns, state, strict=True))
                if after not in seen and any(after):
                    seen.add(after)
                    following.append((after, text + char))
        level = following
    return Cells([text for text in found.values() if text], complete=True)


def _simplest(pattern: str, other: str) -> str:
    return pattern.replace(STAR, "").replace(_PART, "").replace(ONE, other)


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
