"""What the names of a program are bound to, block by block, whatever its language."""

from __future__ import annotations

from typing import Generic, Literal, NamedTuple, TypeVar

PASSED = "()"
"""The method of a change by which a value is passed to a function of the file."""
N = TypeVar("N")
"""An expression of the language."""


class Block(NamedTuple):
    """A run of statements, or what has names of its own.

    `kind`: a block is run whenever what is around it is, a loop any number of times, a branch perhaps,
    a function nobody knows when. `scope`: names that are bound in it are its own.
    """

    number: int
    parent: Block | None
    kind: Literal["block", "loop", "branch", "function"]
    scope: bool


class Change(NamedTuple, Generic[N]):
    """A method that is called on what a name is bound to.

    `call`: None where it is not known on what part. `sure`: it is called whenever the name is bound.
    """

    method: str
    call: N | None
    sure: bool = True


class _Binding(NamedTuple, Generic[N]):
    block: Block
    value: N | None


class _Noted(NamedTuple, Generic[N]):
    block: Block
    change: Change[N]


class Names(Generic[N]):
    """The bindings of a file's names, and what is called on them."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}
        self.root = Block(0, None, "function", scope=True)
        self._count = 0
        self._bound: dict[tuple[int, str], list[_Binding[N]]] = {}
        self._noted: dict[str, list[_Noted[N]]] = {}
        self._spoiled: set[str] = set()

    def block(
        self, parent: Block, kind: Literal["block", "loop", "branch", "function"], *, scope: bool
    ) -> Block:
        """Return a new block in another."""
        self._count += 1
        return Block(self._count, parent, kind, scope)

    def bind(self, name: str, block: Block, value: N | None) -> None:
        """Note that a name of the scope around a block gets a value; None: it is not known."""
        home = block
        while not home.scope and home.parent is not None:
            home = home.parent
        self._bound.setdefault((home.number, name), []).append(_Binding(block, value))

    def rebind(self, name: str, block: Block) -> None:
        """Note that a name that is bound around a block gets another value."""
        home = self.home(name, block) or block
        self._bound.setdefault((home.number, name), []).append(_Binding(block, None))

    def share(self, name: str, block: Block, value: N | None) -> None:
        """Note that a name of the whole file gets a value in a block: a member of `self`, of `this`."""
        self._bound.setdefault((self.root.number, name), []).append(_Binding(block, value))

    def note(self, name: str, block: Block, change: Change[N]) -> None:
        """Note that a method is called on what a name is bound to."""
        self._noted.setdefault(name, []).append(_Noted(block, change))

    def spoil(self, name: str) -> None:
        """Note that names of this spelling are changed in ways that are not known."""
        self._spoiled.add(name)

    def is_bound(self, name: str, block: Block) -> bool:
        """Tell whether a name is bound in a block or around it."""
        return self.home(name, block) is not None

    def value(self, name: str, block: Block) -> N | None:
        """Return the one expression to which a name is bound, in a block or around it; else None."""
        binding = self._binding(name, block)
        return binding.value if binding is not None else None

    def changes(self, name: str, block: Block) -> list[Change[N]]:
        """Return what is called on the value of a name."""
        home = self.home(name, block)
        binding = self._binding(name, block)
        found: list[Change[N]] = [Change("", None)] if name in self._spoiled else []
        for where, change in self._noted.get(name, ()):
            if self.home(name, where) != home:
                continue
            sure = binding is not None and _runs_with(where, binding.block)
            found.append(change if sure else change._replace(sure=False))
        return found

    def _binding(self, name: str, block: Block) -> _Binding[N] | None:
        home = self.home(name, block)
        found = self._bound[home.number, name] if home is not None else []
        return found[0] if len(found) == 1 else None

    def home(self, name: str, block: Block) -> Block | None:
        """Return the scope in which a name is bound, that of a block or one around it."""
        here: Block | None = block
        while here is not None and (here.number, name) not in self._bound:
            here = here.parent
        return here


def _runs_with(block: Block, other: Block) -> bool:
    """Tell whether a block is run, once at least, whenever the other is; a loop's body counts as run once."""
    around = set()
    here: Block | None = other
    while here is not None:
        around.add(here.number)
        here = here.parent
    here = block
    while here is not None and here.number not in around:
        if here.kind not in ("block", "loop"):
            return False
        here = here.parent
    return True
