"""Who gets in, as one self-contained page: no script, no address outside of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from agentcore_lint.report.access import Square, View

_STYLE = """
:root { color-scheme: light dark; --back: #fff; --text: #1a1c20; --soft: #5b626e; --line: #d5d9e0;
  --allowed: #0a6b36; --allowed-back: #e2f5e9; --denied: #a3171f; --denied-back: #fdeaea;
  --depends: #7a4d00; --depends-back: #fdf2d8; --unknown: #5a3a96; --unknown-back: #efe9fb; }
@media (prefers-color-scheme: dark) { :root { --back: #14161a; --text: #e6e8ec; --soft: #a2a9b5;
  --line: #363b45; --allowed: #7fdca4; --allowed-back: #12331f; --denied: #ff9c9c; --denied-back: #421619;
  --depends: #f2c46d; --depends-back: #3b2c0c; --unknown: #c9b3ff; --unknown-back: #2c2145; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.25rem; background: var(--back); color: var(--text);
  font: 16px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0 0 1rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
code { overflow-wrap: anywhere; font-size: .92em; } p { max-width: 60rem; color: var(--soft); margin: 0 0 .75rem; }
.scroll { overflow-x: auto; } .scroll:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
b { white-space: nowrap; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.25rem; } caption { text-align: left; color: var(--soft); padding: 0 0 .5rem; }
th, td { border: 1px solid var(--line); padding: .45rem .6rem; text-align: left; vertical-align: top; }
thead th { font-size: .875rem; } tbody th { font-weight: 600; min-width: 12rem; }
td small { display: block; color: inherit; opacity: .85; overflow-wrap: anywhere; }
.allowed, .denied, .depends, .unknown { font-weight: 600; } td small { font-weight: 400; }
.allowed { color: var(--allowed); background: var(--allowed-back); }
.denied { color: var(--denied); background: var(--denied-back); }
.depends { color: var(--depends); background: var(--depends-back); }
.unknown { color: var(--unknown); background: var(--unknown-back); }
@media (max-width: 48rem) {
  .ways thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .ways table, .ways caption, .ways tbody, .ways tr, .ways th, .ways td { display: block; }
  .ways tr { margin: 0 0 1rem; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
  .ways th, .ways td { border: 0; border-bottom: 1px solid var(--line); }
  .ways td::before { content: attr(data-way) ": "; font-weight: 400; color: var(--text); }
  .ways td:last-child { border-bottom: 0; } }
"""
_SIGNS = {"allowed": "✓", "denied": "✕", "depends": "±", "unknown": "?"}


def write(views: Sequence[View], stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  as every format
    """Write one page with the tables of all policies."""
    stream.write(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Who gets in</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Who gets in</h1>\n"
    )
    for number, each in enumerate(views, 1):
        stream.writelines(_section(each, number))
    stream.write("</main>\n</body>\n</html>\n")


def _text(text: str) -> str:
    return escape(visible(text))


def _section(each: View, number: int) -> Iterator[str]:
    yield f'<section aria-labelledby="r{number}">\n<h2 id="r{number}"><code>{_text(each.resource)}</code></h2>\n'
    yield f"<p>By <code>{_text(each.path)}</code>. Under each verdict stands the statement that decides.</p>\n"
    yield f'<div class="scroll ways" tabindex="0" role="region" aria-labelledby="w{number}">\n<table>\n'
    yield f'<caption id="w{number}">Callers by ways in</caption>\n<thead><tr><th scope="col">caller</th>'
    yield from (f'<th scope="col">{_text(way)}</th>' for way in each.ways)
    yield "</tr></thead>\n<tbody>\n"
    for caller, squares in each.rows:
        yield f'<tr><th scope="row">{_text(caller)}</th>'
        yield from (_square(way, square) for way, square in zip(each.ways, squares, strict=True))
        yield "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"
    yield f'<div class="scroll" tabindex="0" role="region" aria-labelledby="c{number}">\n<table>\n'
    yield f'<caption id="c{number}">IAM policy and resource policy, for callers of the same account</caption>\n'
    yield "<thead><tr>"
    yield from (
        f'<th scope="col">{name}</th>' for name in ("IAM policy", "resource policy", "result", "here")
    )
    yield "</tr></thead>\n<tbody>\n"
    for iam, says, result, here in each.combinations:
        listed = "<br>".join(map(_text, here)) or "nobody"
        verdict = f'<td class="{result}"><b>{_SIGNS[result]} {result}</b></td>'
        yield f"<tr><td>{iam}</td><td>{says}</td>{verdict}<td>{listed}</td></tr>\n"
    yield "</tbody>\n</table>\n</div>\n</section>\n"


def _square(way: str, square: Square) -> str:
    small = f"<small>{_text(square.by)}</small>" if square.by else ""
    name = f"<b>{_SIGNS[square.verdict]} {square.verdict}</b>"
    title = f' title="{_text(square.reason)}"'
    return f'<td class="{square.verdict}" data-way="{_text(way)}"{title}>{name}{small}</td>'
