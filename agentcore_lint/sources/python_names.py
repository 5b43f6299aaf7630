"""What the names of a Python module are bound to, where that is one value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Scope: TypeAlias = "ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_CHANGES = frozenset(
    (
        "append",
        "extend",
        "insert",
        "update",
        "setdefault",
        "pop",
        "remove",
        "clear",
        "add_statements",
        "add_actions",
        "add_principals",
        "add_condition",
        "add_conditions",
        "add_resources",
    )
)
"""Methods that change the value on which they are called."""
ADDITIONS = frozenset(("append", "extend", "add_statements"))
"""Those of them that add what their arguments say."""


class Names:
    """The bindings of a module's names, scope by scope, and the names of what is imported.

    `changed`: names of which more is changed than what `additions` says.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.imports: dict[str, str] = {}
        self.changed: set[str] = set()
        self.name_of: dict[ast.expr, str] = {}
        self._added: dict[str, list[tuple[ast.AST, ast.Call]]] = {}
        self._plain = {
            statement.value
            for scope in ast.walk(tree)
            if isinstance(scope, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef))
            for statement in scope.body
            if isinstance(statement, ast.Expr)
        }
        self.scope_of: dict[ast.AST, Scope] = {}
        self._bound: dict[tuple[ast.AST, str], list[ast.expr | None]] = {}
        self._walk(tree, tree)

    def value(self, name: str, scope: ast.AST) -> ast.expr | None:
        """Return the one expression to which a name is bound, in its scope or around it; else None."""
        home = self._home(name, scope)
        found = self._bound[home, name] if home is not None else []
        return found[0] if len(found) == 1 else None

    def _home(self, name: str, scope: ast.AST) -> ast.AST | None:
        """Return the scope in which a name is bound, that of a place or one around it."""
        here: ast.AST | None = scope
        while here is not None and (here, name) not in self._bound:
            here = self.scope_of.get(here)
        return here

    def additions(self, name: str, scope: ast.AST) -> tuple[list[ast.Call], bool]:
        """Return the calls that add to what a name is bound to, and whether more than that is changed."""
        home = self._home(name, scope)
        about = [each for each in self._added.get(name, []) if self._home(name, each[0]) is home]
        known = [call for where, call in about if where is home]
        return known, name in self.changed or len(known) < len(about)

    def _bind(self, scope: ast.AST, name: str, value: ast.expr | None) -> None:
        self._bound.setdefault((scope, name), []).append(value)

    def _walk(self, node: ast.AST, scope: Scope) -> None:
        todo: list[tuple[ast.AST, Scope]] = [(node, scope)]
        while todo:
            here, inside = todo.pop()
            self.scope_of.setdefault(here, inside) if here is not node else None
            self._note(here, inside)
            inner: Scope = here if isinstance(here, _SCOPES) else inside
            todo.extend((child, inner) for child in ast.iter_child_nodes(here))

    def _note(self, node: ast.AST, scope: Scope) -> None:  # noqa: C901, PLR0912  a case for each kind of binding
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value if len(targets) == 1 else None, scope)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                self._assign(target, value, scope)
            case (
                ast.AugAssign(target=target)
                | ast.For(target=target)
                | ast.AsyncFor(target=target)
                | ast.NamedExpr(target=target)
                | ast.comprehension(target=target)
            ):
                self._assign(target, None, scope)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                for outer in names:
                    self.changed.add(outer)
            case ast.ExceptHandler(name=str() as name):
                self._bind(scope, name, None)
            case ast.withitem(optional_vars=ast.expr() as target):
                self._assign(target, None, scope)
            case ast.arg(arg=name):
                self._bind(scope, name, None)
            case ast.Import(names=names):
                for each in names:
                    name = each.asname or each.name.split(".")[0]
                    self.imports[name] = each.name if each.asname else name
            case ast.ImportFrom(names=names, module=module):
                for each in names:
                    self.imports[each.asname or each.name] = f"{module or ''}.{each.name}"
            case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in _CHANGES:
                if attr in ADDITIONS and node in self._plain and _adds_statements(value):
                    for name in _bases(value):
                        self._added.setdefault(name, []).append((scope, node))
                else:
                    self.changed.update(_bases(value))
            case ast.Delete(targets=targets):
                for target in targets:
                    self.changed.update(_bases(target))

    def _assign(self, target: ast.expr, value: ast.expr | None, scope: Scope) -> None:
        match target:
            case ast.Name(id=name):
                self._bind(scope, name, value)
                if value is not None:
                    self.name_of[value] = name
            case ast.Attribute(value=ast.Name(id="self"), attr=attr):
                self._bind(self._module(scope), f"self.{attr}", value)
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                for each in elts:
                    self._assign(each, None, scope)
            case ast.Subscript(value=base):
                self.changed.update(_bases(base))

    def _module(self, scope: ast.AST) -> ast.AST:
        while scope in self.scope_of:
            scope = self.scope_of[scope]
        return scope


def _adds_statements(node: ast.expr) -> bool:
    """Tell whether what is added to is a name, or the statements of the policy of that name."""
    match node:
        case ast.Subscript(value=base, slice=ast.Constant(value="Statement")):
            node = base
    return isinstance(node, ast.Name) or (
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    )


def _bases(node: ast.expr) -> Iterator[str]:
    """Yield the name from which an expression starts: `policy` of `policy["Statement"][0]`."""
    while isinstance(node, (ast.Subscript, ast.Call)):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield (
            f"self.{node.attr}" if isinstance(node.value, ast.Name) and node.value.id == "self" else node.attr
        )
