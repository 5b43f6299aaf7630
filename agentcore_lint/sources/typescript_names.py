"""What the names of a JavaScript or TypeScript file are bound to, where that is one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.syntax import named, walk

if TYPE_CHECKING:
    from tree_sitter import Node

    from agentcore_lint.sources.syntax import Syntax

_FUNCTIONS = frozenset(
    (
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function_declaration",
    )
)
_CHANGES = frozenset(
    (
        "push",
        "unshift",
        "splice",
        "addStatements",
        "addActions",
        "addCondition",
        "addConditions",
        "addPrincipals",
        "addResources",
        "concat",
    )
)
_ADDITIONS = frozenset(("push", "addStatements"))
"""Those of them that add what their arguments say."""

_BINDS = {"arrow_function": "parameter", "for_in_statement": "left", "catch_clause": "parameter"}
"""The field of a node that binds a name to what is not known."""


class Names:
    """What the names of a file are bound to, where that is one value; what is imported, and from where."""

    def __init__(self, file: Syntax) -> None:
        self._file = file
        self.imports: dict[str, str] = {}
        self.changed: set[str] = set()
        self.name_of: dict[int, str] = {}
        self._added: dict[str, list[Node]] = {}
        self._bound: dict[tuple[int, str], list[Node | None]] = {}
        for node in walk(file.root):
            self._note(node)

    def value(self, name: str, node: Node) -> Node | None:
        """Return the one expression to which a name is bound around a node; else None."""
        home = self._home(name, node)
        found = self._bound.get((home, name), [])
        return found[0] if len(found) == 1 else None

    def _home(self, name: str, node: Node) -> int:
        """Return the id of the function in which a name is bound around a node; 0 for the file."""
        here = _scope(node)
        while here is not None and (here.id, name) not in self._bound:
            here = _scope(here)
        return here.id if here is not None else 0

    def additions(self, name: str, node: Node) -> tuple[list[Node], bool]:
        """Return the calls that add to what a name is bound to, and whether more than that is changed."""
        home = self._home(name, node)
        about = [each for each in self._added.get(name, []) if self._home(name, each) == home]
        known = [each for each in about if _id(_scope(each)) == home]
        return known, name in self.changed or len(known) < len(about)

    def _bind(self, name: str, node: Node, value: Node | None) -> None:
        scope = _scope(node)
        self._bound.setdefault((_id(scope), name), []).append(value)
        if value is not None:
            self.name_of[value.id] = name

    def _note(self, node: Node) -> None:  # noqa: C901  a case for each kind of binding
        match node.type:
            case "variable_declarator":
                name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
                module = self._required(value) if value is not None else None
                if name is not None and module is not None:
                    self._import_into(name, module)
                elif name is not None and name.type == "identifier":
                    self._bind(self._file.source(name), node, value)
                elif name is not None:
                    self._bind_pattern(name)
            case "required_parameter" | "optional_parameter":
                name = node.child_by_field_name("pattern")
                if name is not None:
                    self._bind_pattern(name)
            case "arrow_function" | "for_in_statement" | "catch_clause":
                name = node.child_by_field_name(_BINDS[node.type])
                if name is not None:
                    self._bind_pattern(name)
            case "assignment_expression" | "augmented_assignment_expression":
                self._assigned(node)
            case "import_statement":
                self._imported(node)
            case "call_expression":
                callee = node.child_by_field_name("function")
                if callee is not None and callee.type == "member_expression":
                    self._called(node, callee)

    def _called(self, node: Node, callee: Node) -> None:
        """Note what a method changes: what is added without a condition is known."""
        method, target = callee.child_by_field_name("property"), callee.child_by_field_name("object")
        name = self._file.source(method) if method is not None else ""
        if name not in _CHANGES:
            return
        base = _base(callee, self._file)
        plain = (
            node.parent is not None and node.parent.type == "expression_statement" and _in_body(node.parent)
        )
        whole = target is not None and self._file.source(target) in (base, f"{base}.Statement")
        if name in _ADDITIONS and plain and whole:
            self._added.setdefault(base, []).append(node)
        else:
            self.changed.add(base)

    def _bind_pattern(self, pattern: Node) -> None:
        """Note names whose values are not known: parameters, and parts of something."""
        for each in walk(pattern):
            if each.type in ("identifier", "shorthand_property_identifier_pattern"):
                self._bind(self._file.source(each), each, None)

    def _assigned(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None:
            return
        if left.type == "identifier":
            self._bind(self._file.source(left), node, None)
        elif self._file.source(left).startswith("this.") and self._file.source(left).count(".") == 1:
            self._bound.setdefault((0, self._file.source(left)), []).append(right)
        else:
            self.changed.add(_base(left, self._file))

    def _required(self, node: Node) -> str | None:
        """Return the module that `require("module")` gives."""
        callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if callee is None or arguments is None or self._file.source(callee) != "require":
            return None
        name = named(arguments, "string")
        return self._file.source(name).strip("'\"`") if name is not None else None

    def _import_into(self, pattern: Node, module: str) -> None:
        """Note the names to which a module, or some of what it exports, is bound."""
        if pattern.type == "identifier":
            self.imports[self._file.source(pattern)] = module
        for each in pattern.named_children if pattern.type == "object_pattern" else ():
            if each.type == "shorthand_property_identifier_pattern":
                name = self._file.source(each)
                self.imports[name] = f"{module}.{name}"
            elif each.type == "pair_pattern":
                key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
                if key is not None and value is not None:
                    self.imports[self._file.source(value)] = f"{module}.{self._file.source(key)}"

    def _imported(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        module = self._file.source(source).strip("'\"`") if source is not None else ""
        for each in walk(node):
            if each.type == "import_specifier":
                name, alias = each.child_by_field_name("name"), each.child_by_field_name("alias")
                if name is not None:
                    self.imports[self._file.source(alias or name)] = f"{module}.{self._file.source(name)}"
            elif each.type in ("namespace_import", "import_clause"):
                name = named(each, "identifier")
                if name is not None:
                    self.imports[self._file.source(name)] = module


def _id(node: Node | None) -> int:
    return node.id if node is not None else 0


def _scope(node: Node) -> Node | None:
    here = node.parent
    while here is not None and here.type not in _FUNCTIONS:
        here = here.parent
    return here


def _in_body(statement: Node) -> bool:
    """Tell whether a statement is run whenever its function is, or the file."""
    parent = statement.parent
    if parent is None or parent.type == "program":
        return True
    return parent.type == "statement_block" and parent.parent is not None and parent.parent.type in _FUNCTIONS


def _base(node: Node, file: Syntax) -> str:
    """Return the name from which an expression starts: `policy` of `policy.Statement[0]`."""
    while node.type in ("member_expression", "subscript_expression", "call_expression"):
        inner = node.child_by_field_name("function" if node.type == "call_expression" else "object")
        if inner is None:
            break
        if inner.type == "this":
            return file.source(node)
        node = inner
    return file.source(node)
