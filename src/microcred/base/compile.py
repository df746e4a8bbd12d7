"""One decorator for everything that is compiled, with a cache that sees an edited rule.

numba's disk cache does not notice a change in a function that a cached one calls: an edited rule would silently
run old. The cache folder is therefore named after a hash of all compiled sources, the numba version and the
processor.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

import llvmlite.binding as llvm
import numba
from numba import njit, types
from numba.np import arrayobj

from microcred.base.reference import Reference
from microcred.base.sources import sources_hash

PACKAGE = Path(__file__).resolve().parent.parent
# With numpy's model a division by zero is infinite or not a number, which the checks of every month find, so that no
# division asks.
OPTIONS: dict[str, Any] = {
    "cache": True,
    "fastmath": False,
    "nogil": True,
    "no_cfunc_wrapper": True,
    "error_model": "numpy",
}
# Where compiled code, and the constants that are frozen into it, come from. The readable engine only calls rules.
COMPILED_ROOMS = ("base", "rules", "world", "engine/columns", "outcomes", "catalogue")

NARROW = (types.int8, types.int16, types.int32, types.uint8, types.uint16, types.uint32)

F = TypeVar("F", bound=Callable[..., Any])


def sources_digest(package: Path = PACKAGE) -> str:
    """Hash of every source file that compiled code may come from, numba's version and the processor.

    Parameters
    ----------
    package
        Folder of the ``microcred`` package.

    Returns
    -------
    str
        Hexadecimal digest; equal digests mean that a cached machine code is still right.
    """
    machine = (numba.__version__, llvm.get_host_cpu_name())
    return sources_hash(package, COMPILED_ROOMS, also=machine)[:20]


def cache_folder() -> Path:
    """Folder for machine code: the user's cache, or a temporary one where that cannot be written."""
    base = os.environ.get("MICROCRED_CACHE") or os.environ.get("XDG_CACHE_HOME")
    folder = Path(base) if base else Path.home() / ".cache"
    folder = folder / "microcred" / sources_digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        folder = Path(tempfile.gettempdir()) / f"microcred-{os.getuid()}" / sources_digest()
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def must_compile() -> bool:
    """Whether no compiled engine is kept yet for these sources on this machine."""
    # numba names a folder after the room: rules alone may have been compiled for other purposes.
    return next(cache_folder().glob("columns_*/*.nbi"), None) is None


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]

_index_that_may_be_negative: Any = arrayobj.fix_integer_index


def _index(context: Any, builder: Any, type_: Any, index: Any, size: Any) -> Any:
    """An index as it stands: in this package none is negative, so none is asked whether it counts from the end.

    Asking takes a fifth of the time of decisions. A negative index is found by NUMBA_BOUNDSCHECK=1.
    """
    if not context.fndesc.modname.startswith(f"{PACKAGE.name}."):
        return _index_that_may_be_negative(context, builder, type_, index, size)
    return context.cast(builder, index, type_, types.intp if type_.signed else types.uintp)


arrayobj.fix_integer_index = _index


def plain(type_: Any) -> Any:
    """The type that stands for an argument's: constants, names of a list and narrow whole numbers are int64."""
    type_ = types.unliteral(type_)  # type: ignore[no-untyped-call]
    return types.int64 if type_ in NARROW or isinstance(type_, types.IntEnumMember) else type_


def tabular(types_of: Sequence[Any]) -> bool:
    """Whether a table, a row of one or a bundle of them is among the types of some arguments."""
    return any(isinstance(one, types.Array | types.Record | types.BaseTuple | Reference) for one in types_of)


def _twin(function: F) -> F:
    """The same function under another name."""
    twin = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    twin.__kwdefaults__, twin.__module__ = function.__kwdefaults__, function.__module__
    twin.__qualname__ = f"{function.__qualname__}_within"
    return cast(F, twin)


def _dispatcher(function: F, **options: Any) -> F:
    """Two dispatchers: one for calls from Python, one for calls from compiled functions.

    What compiled functions hand tables to needs no way in from Python, which takes longer to compile than most
    functions. And numba would compile a function once more for every constant it is handed: a third of all.
    """
    called = njit(**(OPTIONS | options))(function)
    within = njit(**(OPTIONS | options | {"no_cpython_wrapper": True}))(_twin(function))
    template_called, overload_called = called.get_call_template, called.get_overload

    def get_call_template(arguments: Any, keywords: Any) -> Any:
        arguments = [plain(one) for one in arguments]
        keywords = {name: plain(one) for name, one in keywords.items()}
        template = within.get_call_template if tabular([*arguments, *keywords.values()]) else template_called
        return template(arguments, keywords)

    def get_overload(arguments: Any) -> Any:
        return (within.get_overload if tabular(arguments) else overload_called)(arguments)

    called.get_call_template, called.get_overload = get_call_template, get_overload
    return cast(F, called)


def compiled(function: F) -> F:
    """Compile a function to machine code and keep it on disk.

    No fast-math: results must be the same wherever a rule is called from. Threads may run it side by side.
    """
    return _dispatcher(function)


def spelled_out(function: F) -> F:
    """Compile a small function into every function that calls it, so that loops of it work on several agents at once.

    The processor's wide registers hold four or eight agents; a loop that calls a function is not widened.
    """
    return cast(F, njit(**(OPTIONS | {"inline": "always"}))(function))


def borrowing(function: F) -> F:
    """Compile a function that makes no array of its own, only reads and writes those it is handed.

    It borrows their references instead of counting them: counting the tables of a world, atomically, whenever one is
    used took more than a quarter of a run.
    """
    return _dispatcher(function, _nrt=False)
