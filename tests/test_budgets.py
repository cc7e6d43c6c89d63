"""The budgets: small functions, shallow, typed, documented; no construct that hides what goes on.

A function is counted by its lines of code: without its docstring, blank lines and comments.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

PACKAGE = Path(__file__).parents[1] / "flowanim"
MODULES = sorted(PACKAGE.rglob("*.py"))
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))

Function = ast.FunctionDef | ast.AsyncFunctionDef
BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a module, methods and inner ones too."""
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, Function))


def public(path: Path) -> Iterator[Function]:
    """Yield the functions and methods that others may call."""
    for scope in ast.walk(ast.parse(path.read_text())):
        if isinstance(scope, ast.Module | ast.ClassDef) and not getattr(scope, "name", "").startswith("_"):
            yield from (node for node in scope.body if isinstance(node, Function) and not node.name.startswith("_"))


def code_lines(function: Function, lines: list[str]) -> int:
    """Count the lines of code of a function, its signature included."""
    span = set(range(function.lineno, (function.end_lineno or function.lineno) + 1))
    if ast.get_docstring(function) is not None:
        span -= set(range(function.body[0].lineno, (function.body[0].end_lineno or 0) + 1))
    return sum(1 for number in span if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#"))


def depth(node: ast.AST) -> int:
    """Return how many branches and loops lie inside each other; `elif` is no step deeper."""
    inner = [depth(child) + isinstance(child, BRANCHES) for child in ast.iter_child_nodes(node)]
    is_elif = isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
    if is_elif:
        body = [depth(child) + isinstance(child, BRANCHES) for child in node.body]
        return max([*body, depth(node.orelse[0])], default=0)
    return max(inner, default=0)


def arguments(function: Function) -> tuple[list[ast.arg], list[ast.arg]]:
    """Return the arguments that may be given by place, and those by name only; without self and cls."""
    by_place = [*function.args.posonlyargs, *function.args.args]
    if by_place and by_place[0].arg in {"self", "cls"}:
        by_place = by_place[1:]
    return by_place, function.args.kwonlyargs


def lengths() -> dict[str, int]:
    """Return the length of every function of the package, by its place."""
    return {
        f"{path.relative_to(PACKAGE)}: {function.name}": code_lines(function, path.read_text().splitlines())
        for path in MODULES
        for function in functions(path)
    }


def test_functions_are_short():
    found = lengths()
    assert median(found.values()) <= 10
    assert quantiles(found.values(), n=10)[-1] <= 30


def test_no_function_is_over_sixty_lines():
    assert not {place: length for place, length in lengths().items() if length > 60}


@each_module
def test_a_module_has_at_most_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


@each_module
def test_nesting_is_at_most_four_deep(path):
    assert not {function.name: depth(function) for function in functions(path) if depth(function) > 4}


@each_module
def test_a_function_takes_at_most_six_arguments(path):
    for function in functions(path):
        by_place, by_name = arguments(function)
        where = f"line {function.lineno}: {function.name}"
        assert len(by_place) + len(by_name) <= 6, f"{where} takes too many arguments: hand it a data type"


@each_module
def test_a_public_function_takes_few_arguments_by_place(path):
    for function in public(path):
        by_place, _ = arguments(function)
        assert len(by_place) <= 4, (
            f"line {function.lineno}: {function.name}: put a * after the second or third argument"
        )


@each_module
def test_signatures_say_what_they_take(path):
    for function in functions(path):
        assert function.args.kwarg is None, f"line {function.lineno}: {function.name} takes **{function.args.kwarg}"


@each_module
def test_public_functions_are_typed_and_documented(path):
    for function in public(path):
        where = f"line {function.lineno}: {function.name}"
        assert ast.get_docstring(function), f"{where} has no docstring"
        assert function.returns is not None, f"{where} does not say what it returns"
        untyped = [argument.arg for group in arguments(function) for argument in group if argument.annotation is None]
        assert not untyped, f"{where}: give {', '.join(untyped)} a type"


@each_module
def test_every_module_and_public_class_says_what_it_is(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "no docstring at the top"
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"line {node.lineno}: {node.name} has no docstring"


@each_module
def test_nothing_is_printed_outside_the_command_line(path):
    if path.is_relative_to(PACKAGE / "cli"):
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@each_module
def test_no_global_no_bare_except_no_star_import(path):
    for node in ast.walk(ast.parse(path.read_text())):
        assert not isinstance(node, ast.Global), f"line {node.lineno}: global"
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), f"line {node.lineno}: bare except"
        assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), f"line {node.lineno}: import *"


@each_module
def test_importing_a_module_does_nothing(path):
    """At the top stand imports, definitions and constants: no loops, no `with`, no bare calls."""
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.ClassDef, ast.If, *Function.__args__)
    for node in ast.parse(path.read_text()).body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert is_text or isinstance(node, allowed), f"line {node.lineno}: work at import"


@each_module
def test_nothing_is_left_to_do(path):
    text = path.read_text()
    assert not [word for word in ("TO" + "DO", "FIX" + "ME", "XXX", "NotImplemented") if word in text]


def test_depth_counts_what_lies_inside_each_other():
    flat = "def f():\n if a: pass\n elif b: pass\n elif c: pass\n else:\n  for x in y: pass\n"
    deep = "def f():\n for a in b:\n  while c:\n   if d:\n    with e:\n     if g: pass\n"
    assert depth(ast.parse(flat).body[0]) == 2
    assert depth(ast.parse(deep).body[0]) == 5


def test_length_leaves_out_docstring_comments_and_blank_lines():
    text = 'def f():\n    """One.\n\n    Two.\n    """\n\n    # why\n    return 1\n'
    assert code_lines(next(iter(ast.parse(text).body)), text.splitlines()) == 2
