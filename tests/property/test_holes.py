"""Texts with holes: what is said of them holds for every filling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agentcore_lint.policy.shape import ALPHANUMERIC, DIGITS, LOWER, Run, Shape
from agentcore_lint.values import Holes, surely_differ

HOLES = Holes()
CHARS = [HOLES.char(name) for name in "xyz"]
texts = st.text(alphabet=["a", "b", "/", *CHARS], max_size=6)
fillings = st.lists(st.text(alphabet="ab/", max_size=3), min_size=3, max_size=3)


def filled(text: str, values: list[str]) -> str:
    for char, value in zip(CHARS, values, strict=True):
        text = text.replace(char, value)
    return text


@given(texts, texts, fillings)
def test_texts_that_surely_differ_differ_whatever_fills_them(one: str, other: str, values: list[str]) -> None:
    if surely_differ(one, other):
        assert filled(one, values) != filled(other, values)


@given(st.text(alphabet="ab/", max_size=5), st.text(alphabet="ab/", max_size=5))
def test_texts_without_holes_differ_when_they_do(one: str, other: str) -> None:
    assert surely_differ(one, other) == (one != other)


SHAPE = Shape(
    "arn:",
    Run(LOWER, 1, 3),
    ":",
    Run(DIGITS, 2, 2),
    "/",
    Run(ALPHANUMERIC + "-", 0, 5),
    "-",
    Run(DIGITS, 2, 3),
)
shaped = st.from_regex(r"arn:[a-c]{1,3}:[0-9]{2}/[a-c0-9-]{0,5}-[0-9]{2,3}", fullmatch=True)


@given(shaped, st.integers(0, 25), st.integers(0, 8))
def test_a_text_of_a_shape_fits_it_with_any_part_unknown(text: str, start: int, size: int) -> None:
    assert SHAPE.fits(text)
    assert SHAPE.fits(text[:start] + CHARS[0] + text[start + size :])


@given(st.text(alphabet="arn:c1/-", max_size=14), st.integers(0, 14))
def test_what_fits_without_its_hole_fits_with_it(text: str, at: int) -> None:
    with_hole = text[:at] + CHARS[0] + text[at:]
    if SHAPE.fits(text):
        assert SHAPE.fits(with_hole)
    if not SHAPE.fits(with_hole):
        assert not any(
            SHAPE.fits(text[:at] + more + text[at:]) for more in ("", "a", "1", "-11", "a:11/", "arn:")
        )
