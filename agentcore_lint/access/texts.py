"""Texts, one for each set of patterns that some text matches and no other pattern does.

The walk goes over the product of the patterns' automata, breadth first, so that each text is the
shortest of its class. The positions that an automaton is in are the bits of an integer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from agentcore_lint.policy.glob import FRESH, ONE, STAR

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_WORK = 60_000
"""Steps of a single automaton that one walk may take; past it classes may be missing."""

MAX_TEXTS = 150
"""Classes of texts that are kept for one set of patterns; past it some are missing."""

T = TypeVar("T")

PART = "\U0010fff4"
"""In a pattern: a run of an ARN's part, any characters but a colon."""
PART_ONE = "\U0010fff5"
"""In a pattern: one character of an ARN's part."""
_WILD = frozenset((STAR, ONE, PART, PART_ONE))


class Form(NamedTuple):
    """The form of texts: longer than the prefix that they begin with, or just so many digits behind it.

    `empty`: the text may be empty, too.
    """

    prefix: str
    digits: int = 0
    empty: bool = False

    def fits(self, text: str) -> bool:
        """Tell whether a text has the form."""
        rest = text.removeprefix(self.prefix)
        if self.digits:
            return len(rest) == self.digits and rest.isdecimal()
        return (self.empty or bool(rest)) and text.startswith(self.prefix)


ANY = Form("")


class Cells(NamedTuple, Generic[T]):
    """Values, one for each class; `complete`: no class is without one."""

    values: list[T]
    complete: bool


def texts(patterns: Iterable[str], *, fresh: str, folded: Iterable[str] = (), form: Form = ANY) -> Cells[str]:
    """Return a text of a form for each set of compiled patterns that some text matches exactly.

    The first is one that no pattern matches, `fresh` behind the form's prefix where it is such a text.
    `folded` are patterns that match without regard to case.
    """
    known = _texts(tuple(sorted(set(patterns))), tuple(sorted(set(folded))), fresh, form)
    return Cells(list(known.values), known.complete)


def is_plain(pattern: str) -> bool:
    """Tell whether a compiled pattern matches itself alone."""
    return _WILD.isdisjoint(pattern)


@lru_cache(maxsize=1024)
def _texts(exact: tuple[str, ...], folded: tuple[str, ...], fresh: str, form: Form) -> Cells[str]:
    if not folded and all(map(is_plain, exact)):
        first = form.prefix + fresh
        return Cells([first, *(each for each in exact if form.fits(each) and each != first)], complete=True)
    automata = [_Automaton(each, fold=False) for each in exact]
    automata += [_Automaton(each, fold=True) for each in folded]
    return _walk(automata, fresh, form)


class _Automaton:
    """The automaton of one pattern: state n is reached when n of its characters are matched."""

    __slots__ = ("_any", "_chars", "_ones", "_ones_part", "_runs", "final", "letters", "simplest", "start")

    def __init__(self, pattern: str, *, fold: bool) -> None:
        self._any = self._runs = self._ones = self._ones_part = 0
        self._chars: dict[str, int] = {}
        for at, char in enumerate(pattern):
            bit = 1 << at
            if char in (STAR, PART):
                self._runs |= bit
                self._any |= bit if char == STAR else 0
            elif char == ONE:
                self._ones |= bit
            elif char == PART_ONE:
                self._ones_part |= bit
            else:
                for each in {char.lower(), char.upper()} if fold else {char}:
                    if len(each) == 1:
                        self._chars[each] = self._chars.get(each, 0) | bit
        self.simplest = "".join(
            "x" if each in (ONE, PART_ONE) else each for each in pattern if each not in (STAR, PART)
        )
        self.final = 1 << len(pattern)
        self.start = self._close(1)
        self.letters = self._chars.keys()

    def _close(self, state: int) -> int:
        runs = state & self._runs
        while runs:
            state |= runs << 1
            runs = (runs << 1) & self._runs
        return state

    def step(self, state: int, char: str) -> int:
        stay = self._any if char == ":" else self._runs
        ones = self._ones if char == ":" else self._ones | self._ones_part
        moved = (state & (self._chars.get(char, 0) | ones)) << 1
        return self._close(moved | (state & stay))

    def next_letters(self, state: int) -> list[str]:
        return [char for char, bits in self._chars.items() if state & bits]


def _walk(automata: list[_Automaton], fresh: str, form: Form) -> Cells[str]:
    letters = set().union(*(each.letters for each in automata))
    other = _other(letters, fresh, form)
    start = _after(automata, tuple(each.start for each in automata), form.prefix)
    found: dict[tuple[bool, ...], str] = {}
    seen: set[tuple[int, ...]] = set()
    level = [(start, "")]
    work = 0
    complete = True
    size = 0
    while level and complete and size < (form.digits or size + 1):
        size += 1
        following = []
        seen = set() if form.digits else seen
        for state, text in level:
            live = {char for each, at in zip(automata, state, strict=True) for char in each.next_letters(at)}
            for char in (other, *sorted(filter(str.isdecimal, live) if form.digits else live)):
                work += len(automata)
                after = tuple([each.step(at, char) for each, at in zip(automata, state, strict=True)])
                if after not in seen:
                    seen.add(after)
                    if size >= form.digits:
                        found.setdefault(_accepted(automata, after), text + char)
                    following.append((after, text + char))
        complete = work <= MAX_WORK and len(found) <= MAX_TEXTS
        level = following
    if form.empty:
        found.setdefault(_accepted(automata, start), "")
    none = (False,) * len(automata)
    if _accepted(automata, _after(automata, start, fresh)) == none:
        found[none] = fresh
    ordered = sorted(found.items(), key=lambda item: item[0] != none)
    found_texts = [form.prefix + text for _, text in ordered]
    if not complete:
        found_texts += [each.simplest for each in automata if form.fits(each.simplest)]
    return Cells([*dict.fromkeys(found_texts)][:MAX_TEXTS] if not complete else found_texts, complete)


def _after(automata: list[_Automaton], state: tuple[int, ...], text: str) -> tuple[int, ...]:
    """Return the state of each automaton after a text."""
    for char in text:
        state = tuple([each.step(at, char) for each, at in zip(automata, state, strict=True)])
    return state


def _accepted(automata: list[_Automaton], state: tuple[int, ...]) -> tuple[bool, ...]:
    return tuple([bool(at & each.final) for each, at in zip(automata, state, strict=True)])


def _other(letters: set[str], fresh: str, form: Form) -> str:
    """Return a character that no pattern has, where there is one."""
    if form.digits:
        return next((char for char in "0123456789" if char not in letters), "0")
    return FRESH if FRESH in fresh else next(char for char in _others() if char not in letters)


def _others() -> Iterable[str]:
    yield from "xyzqw0123456789"
    yield from map(chr, range(0x4E00, 0x9FFF))
