"""The compiler's frame: the source, what is wrong in it, who gets in, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import click

from agentcore_lint.report.concise import COLORS, hidden_by
from agentcore_lint.report.text import plural, visible, width

if TYPE_CHECKING:
    from agentcore_lint.diagnostic import Diagnostic, Edit, Span
    from agentcore_lint.report import Report

MAX_WIDTH = 160
"""Columns of a source line that are shown; a longer line is cut around the caret."""


class _Painter:
    """Styles text, or leaves it plain."""

    def __init__(self, *, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, fg: str | None = None, *, bold: bool = False) -> str:
        return click.style(text, fg=fg, bold=bold) if self._color else text


def write(report: Report, stream: TextIO, *, color: bool) -> None:
    """Write a frame for each finding, then a summary."""
    paint = _Painter(color=color)
    stream.writelines("\n".join(_frame(each, paint)) + "\n\n" for each in report.shown)
    if report.shown:
        stream.write("\n".join(_summary(report)) + "\n")


def _frame(each: Diagnostic, paint: _Painter) -> list[str]:
    tone = COLORS[each.severity]
    gutter = len(str(max([number for number, _ in each.lines] or [each.span.start.line])))
    bar = " " * gutter + paint(" |", "blue")
    head = paint(f"{each.severity}[{each.rule}]", tone, bold=True) + paint(
        f": {visible(each.headline)}", bold=True
    )
    place = f"{visible(each.path)}:{each.span.start.line}:{each.span.start.column}"
    out = [head, " " * gutter + paint("--> ", "blue") + place, bar]
    out += _windows(each, gutter, tone, paint)
    out.append(bar)
    out += _trailer(each, " " * gutter, paint)
    if each.fix is not None:
        out += _fix(each, gutter, paint)
    return out


def _windows(each: Diagnostic, gutter: int, tone: str, paint: _Painter) -> list[str]:
    """Show the finding's lines, with two before it, and the lines of what is related to it."""
    source = dict(each.lines)
    marks: dict[int, list[tuple[Span, str, str]]] = {}
    marks.setdefault(each.span.start.line, []).append((each.span, each.label, "^"))
    for span, label in each.related[:2]:
        marks.setdefault(span.start.line, []).append((span, label, "-"))
    numbers = sorted(
        {
            line
            for line in marks
            for line in range(line - (2 if line == each.span.start.line else 0), line + 1)
        }
    )
    out: list[str] = []
    last = None
    for number in numbers:
        if number not in source:
            continue
        if last is not None and number > last + 1:
            out.append(paint("...", "blue"))
        last = number
        focus = marks[number][0][0].start.column if number in marks else 1
        shown, cut = _cut(source[number], focus)
        out.append(paint(f"{number:>{gutter}} | ", "blue") + visible(shown))
        for span, label, sign in marks.get(number, ()):
            line = _underline(source[number], span, sign, cut)
            style = tone if sign == "^" else "blue"
            out.append(" " * gutter + paint(" | ", "blue") + paint(f"{line} {visible(label)}", style))
    return out


def _cut(line: str, focus: int) -> tuple[str, int]:
    """Return the part of a long line around a column, and how many characters were cut before it."""
    if len(line) <= MAX_WIDTH:
        return line, 0
    start = max(0, min(focus - 1 - MAX_WIDTH // 3, len(line) - MAX_WIDTH))
    head, tail = ("…" if start else ""), ("…" if start + MAX_WIDTH < len(line) else "")
    return head + line[start : start + MAX_WIDTH] + tail, start - len(head)


def _underline(line: str, span: Span, sign: str, cut: int) -> str:
    first = span.start.column - 1
    last = span.end.column - 1 if span.end.line == span.start.line else len(line)
    before = width(visible(line[max(cut + 1, 0) if cut > 0 else 0 : first])) + (1 if cut > 0 else 0)
    marked = width(visible(line[first:last]))
    return " " * before + sign * max(1, min(marked, MAX_WIDTH - before))


def _trailer(each: Diagnostic, indent: str, paint: _Painter) -> list[str]:
    equals = f"{indent} {paint('=', 'blue')} "
    out = []
    if each.witness is not None:
        out.append(f"{equals}{visible(each.witness.sentence)}")
    if each.hidden is not None:
        out.append(f"{equals}{paint(hidden_by(each).strip(), bold=True)}")
    out += [f"{equals}{visible(note)}" for note in each.notes]
    help_lines = [line for line in each.help.split("\n") if line]
    out.append(f"{equals}{paint('help:', bold=True)} {help_lines[0]}")
    out += [f"{indent}         {line}" for line in help_lines[1:]]
    out.append(f"{equals}{paint('docs:', bold=True)} {each.name}, {each.url}")
    return out


def _fix(each: Diagnostic, gutter: int, paint: _Painter) -> list[str]:
    """Show the fix as a small diff of the lines that it changes."""
    assert each.fix is not None  # noqa: S101  the caller looked
    safety = "safe" if each.fix.safety == "safe" else "unsafe, changes who gets in"
    bar = " " * gutter + paint(" |", "blue")
    out = ["", f"{' ' * gutter} {paint(f'fix ({safety}):', bold=True)} {visible(each.fix.description)}", bar]
    source = dict(each.lines)
    for edit in each.fix.edits:
        if edit.start.line in source and edit.end.line in source:
            out += _diff(edit, source, gutter, paint)
    return [*out, bar]


def _diff(edit: Edit, source: dict[int, str], gutter: int, paint: _Painter) -> list[str]:
    first, last = edit.start.line, edit.end.line
    old = [source[number] for number in range(first, last + 1) if number in source]
    new = source[first][: edit.start.column - 1] + edit.text + source[last][edit.end.column - 1 :]
    out = []
    for offset, line in enumerate(old):
        shown = _cut(line, edit.start.column)[0]
        out.append(paint(f"{first + offset:>{gutter}} - ", "blue") + paint(visible(shown), "red"))
    for offset, line in enumerate(new.split("\n")):
        shown = _cut(line, edit.start.column)[0]
        out.append(paint(f"{first + offset:>{gutter}} + ", "blue") + paint(visible(shown), "green"))
    return out


def _summary(report: Report) -> list[str]:
    counts = [
        plural(report.count(severity), severity)
        for severity in ("error", "warning", "note")
        if report.count(severity)
    ]
    found = " and ".join([", ".join(counts[:-1]), counts[-1]] if len(counts) > 1 else counts) or "nothing"
    bad = sum(bool(result.diagnostics) for result in report.results)
    where = f" in {plural(bad, 'file')}" if bad else ""
    out = f"Found {found}{where}; {plural(report.policies, 'policy', 'policies')} checked."
    left_out = report.left_out
    return [f"{out} {left_out}" if left_out else out]
