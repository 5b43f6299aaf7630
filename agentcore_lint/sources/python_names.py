"""The names of a Python module, and what is called on their values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from agentcore_lint.sources.changes import changes_lists
from agentcore_lint.sources.names import PASSED, Change, Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentcore_lint.sources.names import Block

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"


class PythonNames(Names[ast.expr]):
    """The bindings of a module's names, scope by scope, and the names of what is imported."""

    def __init__(self, tree: ast.Module) -> None:
        super().__init__()
        self._functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
        self.name_of: dict[ast.expr, str] = {}
        self._blocks: dict[ast.AST, Block] = {}
        self._statements = {each.value for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        self._walk(tree)

    def around(self, node: ast.AST) -> Block:
        """Return the block in which a node stands."""
        return self._blocks.get(node, self.root)

    def function(self, node: ast.expr) -> Function | None:
        """Return the function of the file that is called by a name, or by a member of `self`."""
        name = written_name(node)
        bound = self.value(name, self.around(node)) if name is not None else None
        if isinstance(bound, ast.Lambda):
            return bound
        found = self._functions.get(name.removeprefix("self."), []) if name is not None else []
        hidden = name is not None and self.is_bound(name, self.around(node))
        return found[0] if len(found) == 1 and not hidden else None

    def _walk(self, tree: ast.Module) -> None:
        todo: list[tuple[ast.AST, Block]] = [(tree, self.root)]
        while todo:
            node, block = todo.pop()
            self._blocks[node] = block
            self._note(node, block)
            todo.extend(reversed(list(self._inner(node, block))))

    def _inner(self, node: ast.AST, block: Block) -> Iterator[tuple[ast.AST, Block]]:
        """Yield what stands in a node, each with its block."""
        apart: list[tuple[list[ast.stmt], Block]] = []
        match node:
            case ast.If(body=body, orelse=other):
                apart = [(each, self.block(block, "branch", scope=False)) for each in (body, other)]
            case ast.For(body=body) | ast.AsyncFor(body=body) | ast.While(body=body):
                apart = [(body, self.block(block, "loop", scope=False))]
            case ast.ExceptHandler(body=body) | ast.match_case(body=body):
                apart = [(body, self.block(block, "branch", scope=False))]
            case _ if isinstance(node, _FUNCTIONS):
                block = self.block(block, "function", scope=True)
            case _ if isinstance(node, _COMPREHENSIONS):
                block = self.block(block, "loop", scope=True)
        theirs = {each: own for body, own in apart for each in body}
        for child in ast.iter_child_nodes(node):
            yield child, theirs.get(child, block) if isinstance(child, ast.stmt) else block

    def _note(self, node: ast.AST, block: Block) -> None:  # noqa: C901, PLR0912  a case for each kind of binding
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value if len(targets) == 1 else None, block)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                self._assign(target, value, block)
            case (
                ast.AugAssign(target=target)
                | ast.For(target=target)
                | ast.AsyncFor(target=target)
                | ast.NamedExpr(target=target)
                | ast.comprehension(target=target)
                | ast.withitem(optional_vars=ast.expr() as target)
            ):
                self._assign(target, None, block)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                for outer in names:
                    self.spoil(outer)
            case ast.ExceptHandler(name=str() as bound) | ast.arg(arg=bound):
                self.bind(bound, block, None)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                self._functions.setdefault(name, []).append(node)
            case ast.Import(names=names):
                for each in names:
                    name = each.asname or each.name.split(".")[0]
                    self.imports[name] = each.name if each.asname else name
            case ast.ImportFrom(names=names, module=module):
                for each in names:
                    self.imports[each.asname or each.name] = f"{module or ''}.{each.name}"
            case ast.Call():
                self._called(node, block)
            case ast.Delete(targets=targets):
                for target in targets:
                    self._spoil(target, block)

    def _called(self, node: ast.Call, block: Block) -> None:
        """Note what a call may change: that on which a method is called, and what a function is given."""
        sure = node if node in self._statements else None
        if sure is not None:
            for name in filter(None, map(written_name, node.args)):
                self.note(name, block, Change(PASSED, node))
        if not isinstance(node.func, ast.Attribute):
            return
        whole = target = node.func.value
        match target:
            case ast.Subscript(value=base, slice=ast.Constant(value="Statement")):
                whole = base
        changed = written_name(whole)
        if changed is not None:
            self.note(changed, block, Change(node.func.attr, sure))
        elif changes_lists(node.func.attr):
            self._spoil(target, block)

    def _spoil(self, target: ast.expr, block: Block) -> None:
        """Note that a part of what a name is bound to is changed."""
        while written_name(target) is None and isinstance(target, (ast.Subscript, ast.Call, ast.Attribute)):
            target = target.func if isinstance(target, ast.Call) else target.value
        changed = written_name(target)
        if changed is not None:
            self.note(changed, block, Change("", None))

    def _assign(self, target: ast.expr, value: ast.expr | None, block: Block) -> None:
        name = written_name(target)
        if name is not None:
            (self.bind if isinstance(target, ast.Name) else self.share)(name, block, value)
            if value is not None:
                self.name_of[value] = name
            return
        match target:
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                for each in elts:
                    self._assign(each, None, block)
            case ast.Subscript() | ast.Attribute():
                self._spoil(target, block)


def written_name(node: ast.expr) -> str | None:
    """Return the name that an expression is, a member of `self` included."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            return f"self.{attr}"
    return None
