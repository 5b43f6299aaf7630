"""What is raised where the reading of a file costs too much."""

from agentcore_lint.sources.document import Span


class TooMuchWorkError(Exception):
    """The values of a file cost more than any policy needs; `path` and `span`: where that was noticed."""

    def __init__(self, path: str, span: Span) -> None:
        super().__init__("too many values")
        self.path = path
        self.span = span
