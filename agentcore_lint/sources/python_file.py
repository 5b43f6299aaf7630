"""The carrier Python: boto3, the CDK and Pulumi."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from functools import partial
from typing import TYPE_CHECKING

from agentcore_lint.sources.cdk_iam import MAKERS
from agentcore_lint.sources.choices import Choices
from agentcore_lint.sources.constructs import CLIENT, Attachment, plain_name
from agentcore_lint.sources.document import File, Flaw, Span
from agentcore_lint.sources.lines import starts_of
from agentcore_lint.sources.literal import Text
from agentcore_lint.sources.program import read_program
from agentcore_lint.sources.program_resources import Resources
from agentcore_lint.sources.python_module import PythonFile
from agentcore_lint.sources.python_values import Evaluator
from agentcore_lint.sources.unread import Whole, unread
from agentcore_lint.values import Holes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agentcore_lint.sources.document import Document
    from agentcore_lint.sources.literal import Value


def read(path: str, text: str) -> Iterator[Document]:
    """Yield the policies of a Python module; none where it is not Python. May raise RecursionError."""
    tree = _parsed(text)
    if isinstance(tree, ast.Module):
        yield from read_program(_PythonProgram(File(path, text), PythonFile(path, text, tree)))


def _parsed(text: str) -> ast.Module | Flaw:
    """Return the module, or where it ends to be one and why."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        starts = starts_of(text)
        line = min(max(error.lineno or 1, 1), len(starts)) - 1
        return unread(
            f"broken Python: {error.msg.partition('. ')[0]}",
            starts[line] + max(error.offset or 1, 1) - 1,
            text,
        )
    except ValueError:
        return unread("Python with a NUL character", text.find("\0"), text)
    except (RecursionError, MemoryError):
        return unread("Python that is nested too deep to be read", 0, text)


def whole(_: str, text: str, documents: Sequence[Document]) -> Whole:
    """Say where a module ends to be Python, if nothing was found in it for that reason."""
    if documents:
        return Whole(documents)
    tree = _parsed(text)
    return Whole((), tree if isinstance(tree, Flaw) else None)


class _PythonProgram:
    def __init__(self, file: File, module: PythonFile) -> None:
        self.file = file
        self.holes = Holes()
        self.resources = Resources(self.holes)
        self.choices = Choices()
        self._module = module
        self._evaluator = Evaluator(module, self.holes, self.resources, self.choices)

    def calls(self) -> Iterator[Callable[[], Attachment]]:
        """Yield what reads each call that may attach a policy."""
        for node in ast.walk(self._module.tree):
            if isinstance(node, ast.Call) and (node.keywords or node.args) and self._may_attach(node):
                yield partial(self._attachment, node)

    def _attachment(self, node: ast.Call) -> Attachment:
        overridden = self._evaluator.overridden(node)
        return Attachment(self._evaluator.call(node), self._service(node), overridden)

    def _may_attach(self, node: ast.Call) -> bool:
        names = {each.arg for each in node.keywords}
        policies = {"policy", "parameters", "PolicyDocument", "policy_document", "properties", None}
        called = self._module.full_name(node.func).rpartition(".")[2]
        return bool(names & policies) or called in ("put_resource_policy", "add_to_policy")

    def _service(self, node: ast.Call) -> str | None:
        """Return the service of the client on which a method is called."""
        base = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(base, (ast.Name, ast.Attribute)):
            name = base.id if isinstance(base, ast.Name) else self._module.full_name(base)
            base = self._module.names.value(name, self._module.names.around(base))
        made = self._module.full_name(base.func) if isinstance(base, ast.Call) else ""
        if made.endswith("ResourcePolicyClient"):
            return CLIENT
        if not isinstance(base, ast.Call) or not made.endswith("client"):
            return None
        named = [each.value for each in base.keywords if each.arg == "service_name"]
        service = next(iter([*base.args, *named]), None)
        return str(service.value) if isinstance(service, ast.Constant) else None

    def literals(self) -> Iterator[Callable[[], Value]]:
        """Yield what reads each dict, construct and string that may be a policy, the outer ones alone."""
        todo: list[ast.AST] = [self._module.tree]
        while todo:
            node = todo.pop()
            if isinstance(node, ast.expr) and self._may_be_policy(node):
                value = self._evaluator.bound(node)
                if not isinstance(value, Text) or value.value.lstrip().startswith("{"):
                    yield partial(self._evaluator.bound, node)
                    continue
            todo.extend(reversed(list(ast.iter_child_nodes(node))))

    def _may_be_policy(self, node: ast.expr) -> bool:
        match node:
            case ast.Dict(keys=keys):
                names = {key.value for key in keys if isinstance(key, ast.Constant)}
                return "Statement" in names
            case ast.Call():
                return plain_name(self._module.full_name(node.func).rpartition(".")[2]) in MAKERS
            case ast.Constant(value=str() as text):
                return '"Statement"' in text
            case ast.JoinedStr(values=values):
                return any(
                    isinstance(each, ast.Constant) and '"Statement"' in str(each.value) for each in values
                )
        return False


def comments(_: str, text: str) -> Iterator[Span]:
    """Yield the spans of the comments."""
    starts = starts_of(text)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            if token.type == tokenize.COMMENT:
                yield Span(
                    starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]
                )
    except (tokenize.TokenError, SyntaxError):
        return
