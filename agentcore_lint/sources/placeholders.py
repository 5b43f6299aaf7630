"""Placeholders: what a template, an example or a page leaves to be filled in.

Some are written in brackets, and are known in any string: `<region>`, `<<x>>`, `&lt;x&gt;`, `${name}`,
`{{ name }}`, `{{resolve:ssm:name}}`, `%{ directive }`, `{% directive %}`, `%NAME%`, `__NAME__`. Others are
words, such as ACCOUNT_ID, your-account-id and xxxxxxxxxxxx. These are known only where no word can stand, as
in an ARN; a Sid, or an authorizer's type, may be such a word. `${aws:username}` and `${*}` are policy
variables, not placeholders.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from agentcore_lint.sources.document import Said
    from agentcore_lint.values import Json

_VARIABLE = r"\$\{(?:[*?$]|[A-Za-z][A-Za-z0-9-]*:(?!:)[^{}$\"()]*)\}"
_MUSTACHE = r"\{\{(?:[^{}]|\{(?!\{)|\}(?!\}))*\}\}"
_TAG = r"\{%(?:[^%{]|%(?!\})|\{(?!%))*%\}"
_EXPRESSION = rf"\$\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|{_MUSTACHE}|%\{{[^{{}}]*\}}|{_TAG}"
"""None goes past another's beginning, so that a text of beginnings alone takes no longer than others."""
_ANGLE = r"<<[A-Za-z0-9][^<>\"\n]{0,80}>>|<[A-Za-z0-9][^<>\"\n]{0,80}>"
_ESCAPED_ANGLE = r"(?:&lt;){1,2}[A-Za-z0-9][^<>&\"\n]{0,80}(?:&gt;){1,2}"
_UNDERSCORES = r"__[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*__|(?<![A-Za-z0-9_])__[A-Za-z][\w-]*?__(?![A-Za-z0-9_])"
_PERCENT = r"%(?![0-9A-Fa-f]{2}%)[A-Za-z_][A-Za-z0-9_]{0,60}%"
_ANYWHERE = f"(?P<variable>{_VARIABLE})|{_EXPRESSION}|{_ANGLE}|{_ESCAPED_ANGLE}|{_UNDERSCORES}|{_PERCENT}"
_IN_STRING = re.compile(_ANYWHERE, re.DOTALL)
_IN_ARN = re.compile(
    rf"{_ANYWHERE}|\{{[A-Za-z_][^{{}}\"/\n]{{0,60}}\}}|\[[A-Za-z_][^\[\]\"/\n]{{0,60}}\]"
    r"|\$[A-Za-z_]\w*|\.{3,}|\N{HORIZONTAL ELLIPSIS}",
    re.DOTALL,
)
"""Single braces and brackets, `$NAME` and an ellipsis besides: no ARN of AgentCore or IAM has these."""

_CAPITALS = r"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*"
_SNAKE = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
_MASK = r"\d*[xX]{3,}\d*"
_YOURS = r"(?i:your)(?:[_-].*|[A-Z].*)"
_GENERIC = (
    r"(?i:(?:(?:my|the|aws|agent|core|runtime|gateway|memory|harness|endpoint|resource|target)[_-]?)*)"
    r"(?:(?<![A-Za-z])i|[_-]i|I)[dD]|(?i:(?:my|the|agent|runtime|gateway|memory|resource)[_-](?:.*[_-])?name)"
)
_PARTITION = re.compile(rf"{_CAPITALS}|(?i:[a-z_-]*partition)")
_REGION = re.compile(
    rf"(?![A-Z]{{2}}-[A-Z]+-\d\Z){_CAPITALS}|[xX-]*[xX]{{2,}}[xX-]*|{_YOURS}|(?i:[a-z_-]*region[a-z0-9_-]*)"
)
_ACCOUNT = re.compile(rf"(?!.*\d{{3}}){_CAPITALS}|{_MASK}|{_YOURS}|(?i:[a-z_-]*acc(?:oun)?t[a-z0-9_-]*)")
_OURS = re.compile(rf"(?!DEFAULT\Z)(?:{_CAPITALS}|{_YOURS}|{_GENERIC})|[xX]{{3,}}")
_OTHERS = re.compile(rf"{_SNAKE}|{_YOURS}|[xX]{{3,}}")
_SUFFIX = re.compile(rf"(?<=-)(?:(?!.{{10}}\Z){_CAPITALS}|[xX]{{3,}})\Z")
_NAMED = re.compile(
    rf"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+|[A-Z]*(?:ACCOUNT|ARN)(?:ID|NUMBER|[A-Z0-9])?|[A-Z]*REGION|{_MASK}"
    rf"|{_YOURS}|TODO|TBD|FIXME|CHANGEME|REPLACEME|PLACEHOLDER|\.{{3,}}|\N{{HORIZONTAL ELLIPSIS}}"
    r"|(?:[a-zA-Z]+[_-])*(?:[aA]rn|ARN)|[a-z]+(?:[A-Z][a-z]+)*A(?:rn|RN)|(?:[A-Z][a-z]+)+A(?:rn|RN)"
    r"|(?i:[a-z_-]*account[_-]?id)"
)
_FIXED = frozenset(
    f"aws:{each}"
    for each in (
        "principalarn", "sourcearn", "principalaccount", "sourceaccount", "resourceaccount", "sourcevpc",
        "sourcevpce", "principalorgid", "sourceorgid", "resourceorgid", "requestedregion",
    )
)  # fmt: skip
_NAMING = _FIXED | frozenset(
    ("action", "effect", "notaction", "notprincipal", "notresource", "principal", "resource", "version")
)
"""Elements and condition keys whose values have a form that no word has: an ARN, a region, an action."""
_TYPED = ("Arn", "Bool", "Date", "IpAddress", "NotIpAddress", "Numeric")
"""How the operators begin of whose values the same is true."""
_SIGNS = re.compile(r"[<{\[%&$\N{HORIZONTAL ELLIPSIS}]|__|\.\.\.")
"""What every placeholder in a string but a word has: ruled out fast."""

_STRING = r"\"(?:[^\"\\\n]|\\.)*\"?"
"""One without an end is taken to the end of its line: to look for one at each quote in it would take long."""
_DIRECTIVE = rf"%\{{[^{{}}]*\}}|{_TAG}"
_BARE = re.compile(rf"(?P<string>{_STRING})|(?P<directive>{_DIRECTIVE})|{_EXPRESSION}|{_ANGLE}", re.DOTALL)
_ENDS = (("<", ">"), ("$", "}"), ("{", "}"))
_BARE_FIRST = 0xE000
_BARE_SIZE = 0x100


def fill(value: Json, holes: Holes) -> Json:
    """Return a policy, or a part of one, with holes in place of the placeholders in its strings and keys."""
    return _fill(value, holes, named=False)


def targets_filled(said: Said, holes: Holes) -> Said:
    """Return what is said of a policy with holes in place of the placeholders in ARNs of resources."""
    return said._replace(
        target=fill_arn(said.target, holes) if said.target is not None else None,
        before=tuple(fill_arn(each, holes) for each in said.before),
        after=tuple(fill_arn(each, holes) for each in said.after) if said.after is not None else None,
    )


def fill_arn(text: str, holes: Holes) -> str:
    """Return an ARN, or what stands in its place, with holes in place of its placeholders."""
    return text if _has_none(text) else _fill_text(text, holes, named=True)


@lru_cache(maxsize=4096)
def _has_none(arn: str) -> bool:
    """Tell whether no part of an ARN is a placeholder. Those of a stack come up with each of its policies."""
    return _fill_text(arn, Holes(), named=True) == arn


def _fill(value: Json, holes: Holes, *, named: bool) -> Json:
    """`named`: the value stands where no word can."""
    if isinstance(value, str):
        return _fill_text(value, holes, named=named)
    if isinstance(value, list):
        return [_fill(item, holes, named=named) for item in value]
    if isinstance(value, dict):
        return {
            _fill_text(key, holes, named=True): _fill(item, holes, named=named or _is_naming(key))
            for key, item in value.items()
        }
    return value


def _is_naming(key: str) -> bool:
    return key.lower() in _NAMING or key.rpartition(":")[2].startswith(_TYPED)


def _fill_text(text: str, holes: Holes, *, named: bool) -> str:
    if text and _BARE_FIRST <= ord(text[0]) < _BARE_FIRST + len(_ENDS) * _BARE_SIZE:
        return holes.char(_unquoted(text))
    is_arn = text.startswith("arn:")

    def filled(found: re.Match[str]) -> str:
        return found[0] if found["variable"] else holes.char(found[0])

    if _SIGNS.search(text):
        text = (_IN_ARN if is_arn else _IN_STRING).sub(filled, text)
    if is_arn:
        return _fill_parts(text, holes)
    return holes.char(text) if named and _NAMED.fullmatch(text) else text


def _fill_parts(text: str, holes: Holes) -> str:
    """Return an ARN with holes in place of the parts that are words."""
    parts = text.split(":", 5)
    ours = len(parts) > 2 and "agentcore" in parts[2]
    for index, pattern in ((1, _PARTITION), (3, _REGION), (4, _ACCOUNT)):
        if index < len(parts) and pattern.fullmatch(parts[index]):
            parts[index] = holes.char(parts[index])
    if len(parts) > 4 and ("/" in parts[-1] or len(parts) == 6):
        pieces = re.split(r"([/:])", parts[-1])
        parts[-1] = "".join(_fill_piece(piece, holes, ours=ours) for piece in pieces)
    return ":".join(parts)


def _fill_piece(piece: str, holes: Holes, *, ours: bool) -> str:
    """Fill a piece of an ARN's resource; of ours a suffix too, whose ten characters may be capitals."""
    if (_OURS if ours else _OTHERS).fullmatch(piece):
        return holes.char(piece)
    return _SUFFIX.sub(lambda found: holes.char(found[0]), piece) if ours else piece


def quote_bare(text: str) -> str:
    """Return the text with each placeholder outside strings as a string of the same length.

    Its characters between the first and the last are shifted into a private-use area, which says too
    how it begins.
    """

    def quoted(found: re.Match[str]) -> str:
        if found["string"]:
            return found[0]
        if found["directive"]:
            return re.sub(r"\S", " ", found[0])
        first = _BARE_FIRST + _BARE_SIZE * [begin for begin, _ in _ENDS].index(found[0][0])
        inner = (chr(first + min(ord(char), _BARE_SIZE - 1)) for char in found[0][1:-1])
        return f'"{"".join(inner)}"'

    return _BARE.sub(quoted, text)


def _unquoted(text: str) -> str:
    """Return a placeholder as it was before `quote_bare`."""
    number, _ = divmod(ord(text[0]) - _BARE_FIRST, _BARE_SIZE)
    begin, end = _ENDS[number]
    inner = (chr((ord(char) - _BARE_FIRST) % _BARE_SIZE) for char in text)
    return f"{begin}{''.join(inner)}{end}"
