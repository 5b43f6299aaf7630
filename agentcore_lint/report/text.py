"""Text that is safe to print: what a linted file says must not drive the terminal."""

from __future__ import annotations

_BIDI = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff"
)


def visible(text: str) -> str:
    """Return `text` with control characters, direction marks and surrogates as escapes, tabs as a space."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char == "\t":
        return " "
    import unicodedata

    if char in _BIDI or unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn"):
        code = ord(char)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return char


def width(text: str) -> int:
    """Return how many columns a visible text takes."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    import unicodedata

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def plural(count: int, word: str, many: str | None = None) -> str:
    """Return a count with its noun."""
    return f"{count:,} {word if count == 1 else many or word + 's'}"
