"""Matching of IAM's wildcards: `*` is any run of characters, `?` is exactly one.

A compiled pattern is a `str` in which two private-use characters stand for the wildcards, so that
a literal `*` (from the policy variable `${*}`) is itself. Texts and patterns may have holes; then
an answer can be None: it depends on what the hole stands for. A value that we choose after the
holes are filled in begins with FRESH, which no hole can contain.
"""

from __future__ import annotations

from functools import lru_cache

from agentcore_lint.values import has_hole

STAR = "\U0010fff0"
ONE = "\U0010fff1"
FRESH = "\U0010fff2"

_TO_WILD = str.maketrans({"*": STAR, "?": ONE})


@lru_cache(maxsize=8192)
def compile_glob(text: str) -> str:
    """Return the pattern in which every `*` and `?` of `text` is a wildcard."""
    if "*" not in text and "?" not in text:
        return text
    while "**" in text:
        text = text.replace("**", "*")
    return text.translate(_TO_WILD)


def is_wild(text: str) -> bool:
    """Tell whether `text`, as written, has a wildcard."""
    return "*" in text or "?" in text


def match(pattern: str, text: str) -> bool | None:
    """Tell whether the compiled `pattern` matches `text`; None: it depends on a hole."""
    if match_exactly(pattern, text):
        return True
    if has_hole(pattern) or has_hole(text):
        return None if intersects(_open_holes(pattern), _open_holes(text)) else False
    return False


def match_exactly(pattern: str, text: str) -> bool:
    """Match with holes as characters that equal themselves alone; linear in practice, never exponential."""
    if STAR not in pattern and ONE not in pattern:
        return pattern == text
    if pattern[-1] == STAR and pattern.find(STAR) == len(pattern) - 1 and ONE not in pattern:
        return text.startswith(pattern[:-1])
    at = resume = 0
    star = -1
    position = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] != STAR and pattern[at] in (ONE, text[position]):
            at += 1
            position += 1
        elif at < len(pattern) and pattern[at] == STAR:
            star, resume = at, position
            at += 1
        elif star >= 0:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return all(char == STAR for char in pattern[at:])


def intersects(left: str, right: str) -> bool:
    """Tell whether some text is matched by both compiled patterns."""
    reached = {0}
    for char in left:
        if char in _RUNS:
            reached = _closure(reached, right, run=char)
        else:
            reached = {
                at if right[at] in _RUNS else at + 1
                for at in _closure(reached, right)
                if at < len(right) and _meet(char, right[at])
            }
        if not reached:
            return False
    return len(right) in _closure(reached, right)


_SOME = "\U0010fff3"
"""What a hole may be: any text that has no FRESH in it."""
_RUNS = (STAR, _SOME)


def _closure(reached: set[int], right: str, run: str = "") -> set[int]:
    """Step over runs of `right` that may be empty, and over all that a `run` of the left may be."""
    out = set(reached)
    todo = list(reached)
    while todo:
        at = todo.pop()
        if at == len(right) or at + 1 in out:
            continue
        if right[at] in _RUNS or run == STAR or (run and right[at] != FRESH):
            out.add(at + 1)
            todo.append(at + 1)
    return out


def _meet(left: str, right: str) -> bool:
    if FRESH in (left, right) and _SOME in (left, right):
        return False
    return right in (STAR, _SOME, ONE, left) or left == ONE


def _open_holes(text: str) -> str:
    return "".join(_SOME if has_hole(char) else char for char in text)
