"""The names of a JavaScript or TypeScript file, and what is called on their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.sources.changes import changes_lists
from agentcore_lint.sources.names import PASSED, Change, Names
from agentcore_lint.sources.syntax import named, walk

if TYPE_CHECKING:
    from tree_sitter import Node

    from agentcore_lint.sources.names import Block
    from agentcore_lint.sources.syntax import Syntax

FUNCTIONS = frozenset(
    (
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function_declaration",
    )
)
_LOOPS = frozenset(("for_statement", "for_in_statement", "while_statement", "do_statement"))
_BRANCHES = frozenset(("else_clause", "switch_case", "switch_default", "catch_clause"))
_EACH = frozenset(("forEach", "map", "flatMap"))
"""Methods that call the function that they are given once for each item."""
_BINDS = {"arrow_function": "parameter", "for_in_statement": "left", "catch_clause": "parameter"}
"""The field of a node that binds a name to what is not known."""


class TypeScriptNames(Names["Node"]):
    """The bindings of a file's names, block by block; what is imported, and from where."""

    def __init__(self, file: Syntax) -> None:
        super().__init__()
        self._file = file
        self.name_of: dict[int, str] = {}
        self._blocks: dict[int, Block] = {}
        self._assigned: list[tuple[str, Block]] = []
        todo = [(file.root, self.root)]
        while todo:
            node, block = todo.pop()
            self._blocks[node.id] = block
            inner = self._inner(node, block)
            self._note(node, inner)
            todo.extend((child, inner) for child in reversed(node.named_children))
        for name, block in self._assigned:
            self.rebind(name, block)

    def around(self, node: Node) -> Block:
        """Return the block in which a node stands."""
        return self._blocks.get(node.id, self.root)

    def function(self, callee: Node) -> Node | None:
        """Return the function of the file that is called by a name, or by a member of `this`."""
        name = self._file.source(callee)
        if callee.type != "identifier" and not (name.startswith("this.") and name.count(".") == 1):
            return None
        bound = self.value(name, self.around(callee))
        return bound if bound is not None and bound.type in FUNCTIONS else None

    def _inner(self, node: Node, block: Block) -> Block:
        """Return the block of what stands in a node."""
        parent = node.parent
        if node.type in FUNCTIONS:
            return self.block(block, "loop" if self._is_for_each(node) else "function", scope=True)
        if node.type in _LOOPS:
            return self.block(block, "loop", scope=True)
        if node.type in _BRANCHES or (
            parent is not None
            and parent.type == "if_statement"
            and parent.child_by_field_name("consequence") == node
        ):
            return self.block(block, "branch", scope=True)
        if node.type == "statement_block" and parent is not None and parent.type not in FUNCTIONS:
            return self.block(block, "block", scope=True)
        return block

    def _is_for_each(self, function: Node) -> bool:
        """Tell whether a function is what a method calls for each item."""
        call = function.parent.parent if function.parent is not None else None
        callee = call.child_by_field_name("function") if call is not None else None
        method = callee.child_by_field_name("property") if callee is not None else None
        return method is not None and self._file.source(method) in _EACH

    def _note(self, node: Node, block: Block) -> None:  # noqa: C901  a case for each kind of binding
        match node.type:
            case "variable_declarator":
                self._declared(node, block)
            case "function_declaration" | "method_definition":
                name = node.child_by_field_name("name")
                around = block.parent or block
                if name is not None and node.type == "function_declaration":
                    self.bind(self._file.source(name), around, node)
                elif name is not None:
                    self.share(f"this.{self._file.source(name)}", around, node)
            case "required_parameter" | "optional_parameter":
                name = node.child_by_field_name("pattern")
                if name is not None:
                    self._bind_pattern(name, block)
            case "arrow_function" | "for_in_statement" | "catch_clause":
                name = node.child_by_field_name(_BINDS[node.type])
                if name is not None:
                    self._bind_pattern(name, block)
            case "assignment_expression" | "augmented_assignment_expression":
                self._assignment(node, block)
            case "import_statement":
                self._imported(node)
            case "call_expression":
                callee = node.child_by_field_name("function")
                if callee is not None:
                    self._called(node, callee, block)

    def _declared(self, node: Node, block: Block) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        module = self._required(value) if value is not None else None
        if name is not None and module is not None:
            self._import_into(name, module)
        elif name is not None and name.type == "identifier":
            written = self._file.source(name)
            around = block
            while node.parent is not None and node.parent.type == "variable_declaration":
                if around.kind == "function" or around.parent is None:
                    break
                around = around.parent
            self.bind(written, around, value)
            if value is not None:
                self.name_of[value.id] = written
        elif name is not None:
            self._bind_pattern(name, block)

    def _called(self, node: Node, callee: Node, block: Block) -> None:
        """Note what a call may change: that on which a method is called, and what a function is given."""
        plain = node.parent is not None and node.parent.type in ("expression_statement", "arrow_function")
        arguments = node.child_by_field_name("arguments")
        for each in arguments.named_children if arguments is not None and plain else ():
            if each.type in ("identifier", "member_expression"):
                self.note(self._file.source(each), block, Change(PASSED, node))
        method, target = callee.child_by_field_name("property"), callee.child_by_field_name("object")
        if method is None or target is None:
            return
        name, base = self._file.source(method), _base(callee, self._file)
        if self._file.source(target) in (base, f"{base}.Statement"):
            self.note(base, block, Change(name, node if plain else None))
        elif changes_lists(name):
            self.note(base, block, Change("", None))

    def _bind_pattern(self, pattern: Node, block: Block) -> None:
        """Note names whose values are not known: parameters, and parts of something."""
        for each in walk(pattern):
            if each.type in ("identifier", "shorthand_property_identifier_pattern"):
                self.bind(self._file.source(each), block, None)

    def _assignment(self, node: Node, block: Block) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None:
            return
        name = self._file.source(left)
        if left.type == "identifier":
            self._assigned.append((name, block))
        elif name.startswith("this.") and name.count(".") == 1 and left.type == "member_expression":
            self.share(name, block, right)
            if right is not None:
                self.name_of[right.id] = name
        else:
            self.note(_base(left, self._file), block, Change("", None))

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
