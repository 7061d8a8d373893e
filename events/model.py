"""How does a class of fields check what it is given?

Annotations state the fields; pydantic-core checks them, through a validator that is compiled when its class
first meets data: a program pays for the classes that it meets. Understood are `str`, `int`, `bool`, `Literal`
of texts, `Annotated` with a `Field`, `X | None`, `tuple[X, ...]`, `dict[X, JsonValue]` and another model.
Rule: pydantic's own models are the authority on what is accepted; the tests compare with them.
"""

from __future__ import annotations

from functools import partial
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    NoReturn,
    Self,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from events.envelope import MAX_DATA, parse_canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic_core import CoreConfig, CoreSchema, SchemaValidator

    JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None
else:

    class JsonValue:
        """Stands for any JSON value in an annotation."""


class Field(NamedTuple):
    """What is asked of a value beyond its type."""

    ge: int | None = None
    le: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    strip_whitespace: bool | None = None


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Model:
    """Base of a frozen class of fields. Types are never converted; an unknown field is refused, except in
    what is read. Errors do not hold what was given.
    """

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - the type checker sees the fields instead
        """Raises: pydantic_core.ValidationError, a ValueError."""
        form = _form(type(self))
        values = form.validator.validate_python(given)
        object.__setattr__(self, "__dict__", values)

    @classmethod
    def model_validate(cls, given: dict[str, Any]) -> Self:
        """The same, for values whose types only the check knows."""
        return cls(**given)

    @classmethod
    def model_validate_json(cls, raw: bytes) -> Self:
        """Raises: pydantic_core.ValidationError."""
        return _made(cls, _form(cls).validator.validate_json(raw))

    @classmethod
    def model_read(cls, raw: bytes) -> Self:
        """From canonical JSON, perhaps of a newer program: fields that are unknown here are left out.

        Raises: NotCanonical, pydantic_core.ValidationError.
        """
        form = _form(cls)
        given = form.validator.validate_json(raw, extra="ignore")
        # What is spelt again exactly as it was is canonical; anything else gets the thorough check.
        if form.spell is None or form.spell(given) != raw or len(raw) > MAX_DATA:
            parse_canonical(raw)
        return _made(cls, given)

    def model_dump(self) -> dict[str, Any]:
        """As JSON values, without fields that are at their defaults."""
        cls, given = type(self), vars(self)
        kept = ((name, given[name]) for name in annotations_of(cls) if name in given)
        return {
            name: _plain(value)
            for name, value in kept
            if not hasattr(cls, name) or value != getattr(cls, name)
        }

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen", name=name, obj=self)

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen", name=name, obj=self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in annotations_of(type(self)))

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in annotations_of(type(self)))))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in annotations_of(type(self)))
        return f"{type(self).__name__}({fields})"


class _Form(NamedTuple):
    """What a class is checked by. `spell` writes canonically what the validator gave; None where that could
    hold any JSON.
    """

    validator: SchemaValidator
    spell: Callable[[dict[str, Any]], bytes] | None


_FORMS: Final[dict[type[Model], _Form]] = {}
_ANNOTATIONS: Final[dict[type[Model], dict[str, Any]]] = {}


def _form(cls: type[Model]) -> _Form:
    """Compiled once."""
    form = _FORMS.get(cls)
    if form is None:
        from pydantic_core import SchemaValidator, to_json

        open_ended = any(map(_holds_any_json, annotations_of(cls).values()))
        spell = None if open_ended else partial(to_json, fallback=vars)
        form = _FORMS[cls] = _Form(SchemaValidator(_fields(cls), _config(cls)), spell)
    return form


def annotations_of(cls: type[Model]) -> dict[str, Any]:
    """The fields of a class, in their order, and what each may be. Read once."""
    found = _ANNOTATIONS.get(cls)
    if found is None:
        hints = get_type_hints(cls, include_extras=True)
        found = {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}
        _ANNOTATIONS[cls] = found
    return found


M = TypeVar("M", bound=Model)


def _made(cls: type[M], given: dict[str, Any]) -> M:
    """With the values that the check gave; what it did not give, the class has as default."""
    model = object.__new__(cls)
    object.__setattr__(model, "__dict__", given)
    return model


def _fields(cls: type[Model]) -> CoreSchema:
    """Sorted by name: what was canonical comes out of the check in the order in which it came."""
    fields: dict[str, Any] = {
        name: {
            "type": "typed-dict-field",
            "schema": _schema(hint, Field()),
            "required": not hasattr(cls, name),
        }
        for name, hint in sorted(annotations_of(cls).items())
    }
    return {"type": "typed-dict", "fields": fields, "config": _config(cls)}


def _config(cls: type[Model]) -> CoreConfig:
    return {
        "title": cls.__name__,
        "strict": True,
        "extra_fields_behavior": "forbid",
        "hide_input_in_errors": True,
    }


def _schema(hint: Any, asked: Field) -> Any:  # noqa: ANN401 - an annotation; a schema of any type
    """The core schema of one annotation. `asked`: of the value, by an `Annotated` around it."""
    origin, parts = get_origin(hint), get_args(hint)
    given = {name: value for name, value in asked._asdict().items() if value is not None}
    if origin is Annotated:
        return _schema(parts[0], _asked_together(parts))
    if origin in {Union, UnionType}:
        (inner,) = (part for part in parts if part is not NoneType)
        return {"type": "nullable", "schema": _schema(inner, asked)}
    if origin is tuple:
        items = [_schema(parts[0], Field())]
        return {"type": "tuple", "items_schema": items, "variadic_item_index": 0, **given}
    if origin is dict:
        keys, values = (_schema(part, Field()) for part in parts)
        return {"type": "dict", "keys_schema": keys, "values_schema": values, **given}
    return _single(hint, given)


def _asked_together(parts: Sequence[Any]) -> Field:
    """Of nested annotations the outer one is the last, and its word counts."""
    together = Field()
    for part in parts:
        if isinstance(part, Field):
            said = {name: value for name, value in part._asdict().items() if value is not None}
            together = together._replace(**said)
    return together


def _single(hint: Any, given: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
    """Of an annotation that has no others inside."""
    if get_origin(hint) is Literal:
        return {"type": "literal", "expected": list(get_args(hint))}
    if hint in _TYPES:
        return {"type": _TYPES[hint], **given}
    if isinstance(hint, type) and issubclass(hint, Model):
        return _nested(hint)
    message = f"a field cannot be {hint}"
    raise TypeError(message)


def _nested(cls: type[Model]) -> Any:  # noqa: ANN401 - as above
    """Of a model inside another. In code it may be made already; then it is taken as it is."""
    function = {"type": "no-info", "function": partial(_made, cls)}
    read = {"type": "function-after", "function": function, "schema": _fields(cls)}
    made = {"type": "is-instance", "cls": cls}
    return {
        "type": "json-or-python",
        "json_schema": read,
        "python_schema": {"type": "union", "mode": "left_to_right", "choices": [made, read]},
    }


_TYPES: Final[dict[Any, str]] = {str: "str", int: "int", bool: "bool", JsonValue: "any"}


def _holds_any_json(hint: Any) -> bool:  # noqa: ANN401 - an annotation
    return hint is JsonValue or any(map(_holds_any_json, get_args(hint)))


def _plain(value: Any) -> Any:  # noqa: ANN401 - of any field
    if isinstance(value, Model):
        return value.model_dump()
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
