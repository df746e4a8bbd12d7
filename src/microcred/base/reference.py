"""Bundles of tables are handed to compiled functions by reference.

numba passes a named tuple by value, and 26 tables of a world are 180 numbers: every call of every function spelled them
out, which took half of all compiling. A bundle by reference is one pointer to where the outermost call laid its members
out; a bundle does not change while a compiled function runs, its tables' contents do.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox

C = TypeVar("C", bound=type[NamedTuple])


class Reference(types.Type):
    """The type of a bundle: the names and types of its members.

    Parameters
    ----------
    title
        Name of the bundle's class.
    names, members
        Names and types of the members.
    """

    def __init__(self, title: str, names: tuple[str, ...], members: tuple[Any, ...]) -> None:
        self.names = names
        self.members = members
        # The name is part of the name of every function that takes the bundle: short, and different where types are.
        digest = hashlib.sha256(repr([(name, str(one)) for name, one in zip(names, members, strict=True)]).encode())
        super().__init__(name=f"{title}_{digest.hexdigest()[:12]}")


@register_model(Reference)
class ReferenceModel(models.PrimitiveModel):
    """A pointer to the members, one after the other."""

    def __init__(self, manager: Any, reference: Reference) -> None:
        members = ir.LiteralStructType([manager.lookup(one).get_value_type() for one in reference.members])
        super().__init__(manager, reference, members.as_pointer())


def by_reference(bundle: C) -> C:
    """Hand instances of a named tuple of arrays, or of further bundles, to compiled functions by reference."""

    @typeof_impl.register(bundle)
    def type_of(value: Any, context: Any) -> Reference:
        return Reference(bundle.__name__, value._fields, tuple(member_type(one, context) for one in value))

    return bundle


def member_type(value: Any, context: Any) -> Any:
    """Numba's type of a member."""
    if not isinstance(value, np.ndarray):
        return typeof_impl(value, context)
    return array_type(value.dtype, value.ndim, value.flags.c_contiguous, value.flags.writeable, value.flags.aligned)


@cache
def array_type(dtype: np.dtype[Any], dimensions: int, contiguous: bool, writeable: bool, aligned: bool) -> Any:
    """Numba's type of arrays of a kind; it takes a while to find for tables of many columns."""
    return types.Array(
        from_dtype(dtype), dimensions, "C" if contiguous else "A", readonly=not writeable, aligned=aligned
    )


@infer_getattr
class ReferenceMembers(AttributeTemplate):
    """The members are the attributes."""

    key = Reference

    def generic_resolve(self, reference: Any, name: str) -> Any:  # type: ignore[override]
        """Type of a member; None where there is none of that name."""
        return reference.members[reference.names.index(name)] if name in reference.names else None


@lower_getattr_generic(Reference)
def member_of(context: Any, builder: Any, reference: Reference, pointer: Any, name: str) -> Any:
    """Read a member."""
    index = reference.names.index(name)
    value = constant_load(builder, cgutils.gep_inbounds(builder, pointer, 0, index))
    return impl_ret_borrowed(context, builder, reference.members[index], value)


def constant_load(builder: Any, pointer: Any) -> Any:
    """Read what nothing writes to while the function runs, number by number, so that none is read twice."""
    kind = pointer.type.pointee
    if isinstance(kind, ir.LiteralStructType | ir.ArrayType):
        value = ir.Constant(kind, ir.Undefined)
        for index in range(len(kind)):
            part = constant_load(builder, cgutils.gep_inbounds(builder, pointer, 0, index))
            value = builder.insert_value(value, part, index)
        return value
    value = builder.load(pointer)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@unbox(Reference)
def laid_out(reference: Reference, bundle: Any, c: Any) -> NativeValue:
    """Lay the members out where the outermost call keeps them until it returns."""
    builder = c.builder
    place = cgutils.alloca_once(builder, c.context.get_value_type(reference).pointee)
    failed = cgutils.alloca_once_value(builder, cgutils.false_bit)
    ends = []
    for index, member in enumerate(reference.members):
        native = c.unbox(member, c.pyapi.tuple_getitem(bundle, index))
        builder.store(native.value, cgutils.gep_inbounds(builder, place, 0, index))
        with builder.if_then(native.is_error, likely=False):
            builder.store(cgutils.true_bit, failed)
        ends.append((member, native))

    def end() -> None:
        for member, native in reversed(ends):
            if native.cleanup is not None:
                native.cleanup()
            if c.context.enable_nrt:
                c.context.nrt.decref(builder, member, native.value)

    return NativeValue(place, cleanup=end, is_error=builder.load(failed))
