# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arguments → values of the types that an argument spec demands (private to this collection).

Surveys of AWX, INI inventories and ``-e key=value`` give text in place of any value, and ansible-core passes this text
on. Code that uses an argument before its conversion takes the text "false" for true, and replaces a dictionary by the
text of a dictionary. ansible-core itself fails with a traceback if the value of an option with suboptions is a boolean
or a number, for example ``inbound_trust: false``. So shapes are converted first, and values afterwards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.validation import check_type_bool, check_type_float, check_type_int
from ansible.module_utils.errors import UnsupportedError

from ._literals import NotThatShape, dictionary_in, list_in, stripped
from ._names import label_of
from ._secrecy.wrong_form import form_of, is_option_name, shown_name, shown_option

# The check of ansible-core, and the words for the error if it fails. The error of ansible-core would repeat the value.
_SCALARS = {
    "bool": (check_type_bool, "true or false"),
    "int": (check_type_int, "a whole number"),
    "float": (check_type_float, "a number"),
}
_DIGITS = {
    "int": re.compile(r"[+-]?[0-9]+(?:\.0*)?"),
    "float": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"),
}
#: Keys of an option that need no other rule of ansible-core than those in ``_has_form``.
_PLAIN = frozenset(("type", "elements", "choices", "options", "aliases", "default", "required"))
#: Python's type of a converted value.
_FORMS: dict[str, Any] = {"bool": bool, "int": int, "str": str, "list": list, "dict": dict}
_SHAPES = {
    dict: "a dictionary",
    list: "a list",
    tuple: "a list",
    str: "text",
    bool: "true or false",
    type(None): "nothing",
}


def converted(argument_spec: dict[str, Any], arguments: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The converted arguments, and one sentence for each fault.

    The result contains only arguments that were given, also null values, and no defaults. So it can be merged over
    other arguments of the same kind. Aliases are replaced by the names of their options. If there is a fault, the
    dictionary is empty.
    """
    return Converter(argument_spec).converted(arguments)


class Converter:
    """Converts the arguments of many objects with one argument spec, which is prepared only once."""

    def __init__(self, argument_spec: dict[str, Any]):
        self._argument_spec = argument_spec
        self._spec = _Spec.of(argument_spec)
        self._validator = ArgumentSpecValidator(argument_spec)

    def converted(self, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """The same as the function ``converted``. The result may contain parts of ``arguments``."""
        # Most inventories contain values of the right types. The validator of ansible-core takes a millisecond for a
        # partner, and would not change such values.
        return (arguments, []) if _is_converted(self._spec, arguments) else self.validated(arguments)

    def validated(self, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """The same result from ansible-core, for arguments of any form."""
        arguments, problems = _shaped(self._spec, arguments, True, "")
        if problems:
            return {}, problems
        checked = self._validator.validate(arguments)
        problems = [
            f"unsupported: {error.msg}{meant(self._argument_spec, arguments)}"
            if isinstance(error, UnsupportedError)
            else error.msg
            for error in checked.errors
        ]
        if problems:
            return {}, problems
        return _given(self._argument_spec, arguments, checked.validated_parameters), []


def misshapen(argument_spec: dict[str, Any], arguments: dict[str, Any]) -> list[str]:
    """One sentence for each argument whose shape is wrong and cannot be converted; see ``shaped``."""
    return shaped(argument_spec, arguments)[1]


def set_apart(
    argument_spec: dict[str, Any], arguments: dict[str, Any], names: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Those lists in ``names`` that need no conversion; and all arguments, with an empty list in place of such a list.

    ansible-core takes a quarter of a second to validate a thousand partners. All that it would change is to add a null
    for each option that an item does not have.
    """
    spec = _Spec.of({name: argument_spec[name] for name in names if name in arguments and name in argument_spec})
    right = {
        option.name: arguments[option.name]
        for option in spec.options
        # A conversion would add defaults.
        if not _has_default(option.members) and _has_form(option, arguments[option.name])
    }
    return right, {**arguments, **{name: [] for name in right}}


def _has_default(spec: _Spec) -> bool:
    return any("default" in option.option or _has_default(option.members) for option in spec.options)


class _Option(NamedTuple):
    """An option with its ``name``, all its ``keys``: its name and its aliases, and its suboptions.

    ``plain``: whether nothing but its type, its choices and its suboptions decides about the form of a value.
    """

    name: str
    keys: tuple[str, ...]
    option: dict[str, Any]
    members: _Spec
    plain: bool


class _Spec(NamedTuple):
    """An argument spec, prepared for a thousand items of a list: the work for an item depends on what the item has."""

    options: list[_Option]
    #: Key → the place of its option in ``options``.
    places: dict[str, int]
    #: The number of required options.
    required: int

    @classmethod
    def of(cls, argument_spec: dict[str, Any]) -> _Spec:
        options = [
            _Option(
                name,
                (name, *option.get("aliases", ())),
                option,
                cls.of(option.get("options") or {}),
                _PLAIN.issuperset(option),
            )
            for name, option in argument_spec.items()
        ]
        places = {key: place for place, option in enumerate(options) for key in option.keys}
        return cls(options, places, sum(option.option.get("required") is True for option in options))

    def given(self, arguments: dict[str, Any]) -> list[_Option]:
        """The options that the arguments have, in the order of the argument spec."""
        return [self.options[place] for place in sorted({self.places[key] for key in arguments if key in self.places})]


def _is_converted(spec: _Spec, arguments: dict[str, Any]) -> bool:
    """Whether arguments certainly have the form that a conversion would give them. None is left to the conversion."""
    given = 0
    for name, value in arguments.items():
        place = spec.places.get(name)
        if place is None or spec.options[place].name != name or name.__class__ is not str:
            return False
        if not _has_form(spec.options[place], value):
            return False
        given += spec.options[place].option.get("required") is True
    return given == spec.required


def _has_form(given: _Option, value: Any) -> bool:
    option = given.option
    kind, choices = option["type"], option.get("choices")
    # Neither true nor a text with tags of ansible-core has exactly the type of a number or of a text.
    if not given.plain or kind not in _FORMS or value.__class__ is not _FORMS[kind]:
        return False
    if kind == "dict":
        return (
            _is_converted(given.members, value) if given.members.options else all(key.__class__ is str for key in value)
        )
    if kind != "list":
        return choices is None or value in choices
    if given.members.options:
        return all(item.__class__ is dict and _is_converted(given.members, item) for item in value)
    return option.get("elements") == "str" and all(
        word.__class__ is str and (choices is None or word in choices) for word in value
    )


def shaped(
    argument_spec: dict[str, Any], arguments: dict[str, Any], lists_from_text: bool = False
) -> tuple[dict[str, Any], list[str]]:
    """``arguments`` with dictionaries in place of their text, and one sentence for each fault.

    By Ansible's convention text may stand for a dictionary. With ``lists_from_text``, text may stand for a list as
    well.
    """
    return _shaped(_Spec.of(argument_spec), arguments, lists_from_text, "")


def _shaped(
    spec: _Spec, arguments: dict[str, Any], lists_from_text: bool, prefix: str
) -> tuple[dict[str, Any], list[str]]:
    """The same as ``shaped``. In the sentences ``prefix`` stands before the names of options."""
    result, problems = dict(arguments), []
    odd = [name for name in arguments if not isinstance(name, str)]
    if odd:
        # ansible-core joins the names of options, and fails with a traceback.
        return result, [f"{prefix}{name!r} is the name of an option, which has to be text" for name in odd]
    # ansible-core quotes unknown names in its error. If text was taken for a dictionary, such a name may be a secret.
    problems += [
        f"{prefix.rstrip('.') or 'the value'} has an unknown option: {shown_option(name, spec.places)}"
        for name in arguments
        # A dictionary without suboptions may have any names.
        if spec.options and name not in spec.places and not name.startswith("_ansible_") and not is_option_name(name)
    ]
    for option in spec.given(arguments):
        spellings = [key for key in option.keys if arguments.get(key) is not None]
        if len(spellings) > 1:
            # ansible-core would use the value of the alias without a warning. Two equal values are refused as well,
            # since they may be equal by accident.
            reason = "are two names of one option: give one of them"
            problems.append(f"{prefix}{' and '.join(spellings)} {reason}")
        for key in spellings:
            result[key], found = _shaped_value(option, arguments[key], lists_from_text, f"{prefix}{option.name}")
            problems += found
    return result, problems


def meant(argument_spec: dict[str, Any], arguments: Any) -> str:
    """A question to follow the error of ansible-core about unknown options: which options were meant. May be empty."""
    likely = list(dict.fromkeys(_meant(argument_spec, arguments)))
    return f" Did you mean {' and '.join(likely)}?" if likely else ""


def _meant(argument_spec: dict[str, Any], arguments: Any) -> Iterator[str]:
    """For each unknown option, also in dictionaries and lists, the known option with the most similar name."""
    if not isinstance(arguments, dict):
        return
    known = {key: option for name, option in argument_spec.items() for key in (name, *option.get("aliases", ()))}
    for name, value in arguments.items():
        if name not in known and not str(name).startswith("_ansible_"):
            yield from get_close_matches(str(name), list(known), n=1)
        elif name in known and known[name].get("options"):
            for member in value if isinstance(value, list) else [value]:
                yield from _meant(known[name]["options"], member)


def refused_partners(argument_spec: dict[str, Any], params: dict[str, Any]) -> list[str]:
    """The names of the items of ``partners`` that ansible-core refuses."""
    partners = params.get("partners")
    if not isinstance(partners, list):
        return []
    validator = ArgumentSpecValidator({"partners": argument_spec["partners"]})
    return [
        label_of(item) or f"number {number}"
        for number, item in enumerate(partners, start=1)
        if validator.validate({"partners": [item]}).errors
    ]


def _shaped_value(given: _Option, value: Any, lists_from_text: bool, place: str) -> tuple[Any, list[str]]:
    """A value in the shape of its option, and one sentence for each fault."""
    option, members = given.option, given.members
    kind = option["type"]
    if isinstance(value, bool) and kind in ("int", "float"):
        # In Python a boolean is a number: true would be a limit of one.
        return value, [f"{place} has to be a number and is true or false"]
    if kind in ("int", "float") and not _is_finite(value):
        # ansible-core converts the value to a whole number, and fails with a traceback.
        return value, [f"{place} has to be a finite number"]
    if kind == "int" and isinstance(value, float) and not value.is_integer():
        return value, [f"{place} has to be a whole number and has a fraction"]
    if kind in ("str", "path") and isinstance(value, (dict, list, tuple, bool, float)):
        # ansible-core would convert the value to text: "no" in YAML, which is false, would become the name "False".
        return value, [f"{place} has to be text and is {_shape(value)}: quote it"]
    if kind in _SCALARS and isinstance(value, (dict, list, tuple)):
        return value, [f"{place} has to be {_SCALARS[kind][1]} and is {_shape(value)}"]
    if kind == "list" and option.get("choices"):
        wrong = _no_choices(option["choices"], value)
        if wrong:
            return value, [f"{place} {wrong}"]
    if isinstance(value, str):
        wrong = _wrong_text(option, value, kind)
        if wrong:
            return value, [f"{place} {wrong}"]
    if kind == "dict" and (members.options or lists_from_text):
        return _dictionary(members, value, lists_from_text, place)
    if kind == "list" and (members.options or lists_from_text):
        return _list(members, value, lists_from_text, place)
    return value, []


def _wrong_text(option: dict[str, Any], value: str, kind: str) -> str | None:
    """The fault of a text that stands for a number, a boolean or a choice; None if the text is right."""
    if kind in _SCALARS:
        check, words = _SCALARS[kind]
        try:
            check(value)
        except TypeError:
            return f"has to be {words} and is {shown_name(value)}"
        # Python takes "1_0" for ten, and takes digits of all scripts. ansible-core takes "1e9" for a whole number.
        if kind in _DIGITS and not _DIGITS[kind].fullmatch(stripped(value)):
            return f"has to be {words} in plain digits and is {form_of(value)}"
    choices = option.get("choices")
    # "True" and "False" are what YAML makes of yes and no. ansible-core finds the choice that they stand for.
    if kind == "str" and choices and value not in (*choices, "True", "False"):
        question = "".join(f"; did you mean {likely}?" for likely in get_close_matches(value, choices, n=1))
        return f"has to be one of {', '.join(choices)} and is {shown_name(value, choices)}{question}"
    return None


def _no_choices(choices: list[str], value: Any) -> str | None:
    """The fault of a list of choices, or of its text; None if it is right. ansible-core would show wrong values."""
    values = value.split(",") if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    if isinstance(value, str) and stripped(value).startswith("["):
        # Other functions check whether this is JSON.
        values = []
    odd = [word for word in values if not isinstance(word, str) or word.strip() not in choices]
    if not odd or values == [""]:
        return None
    return f"takes {', '.join(choices)} and has {', '.join(shown_name(word, choices) for word in odd)}"


def _is_finite(value: object) -> bool:
    try:
        return not isinstance(value, (str, float)) or math.isfinite(float(value))
    except ValueError:
        # The text is no number. Other functions refuse it.
        return True


def _dictionary(spec: _Spec, value: Any, lists_from_text: bool, place: str) -> tuple[Any, list[str]]:
    if isinstance(value, str):
        # ansible-core would do the same conversion. But if that fails, ansible-core stops before it knows the secret
        # options, and shows all options.
        try:
            value = dictionary_in(value)
        except NotThatShape as error:
            return value, [f"{place} has to be a dictionary and is text that is not one: {error}"]
    if isinstance(value, dict):
        return _shaped(spec, value, lists_from_text, f"{place}.")
    return value, [f"{place} has to be a dictionary and is {_shape(value)}"]


def _list(members: _Spec, value: Any, lists_from_text: bool, place: str) -> tuple[Any, list[str]]:
    if isinstance(value, str) and lists_from_text:
        try:
            value = list_in(value)
        except NotThatShape as error:
            return value, [f"{place} has to be a list and is text that is not one: {error}"]
    if isinstance(value, tuple):
        value = list(value)
    if not isinstance(value, list):
        return value, [f"{place} has to be a list and is {_shape(value)}{_remedy(value)}"]
    if not members.options:
        return value, []
    items, problems = [], []
    for number, item in enumerate(value, start=1):
        item, found = _dictionary(members, item, lists_from_text, _label(place, number, item))
        items.append(item)
        problems += found
    return items, problems


def _given(argument_spec: dict[str, Any], arguments: dict[str, Any], checked: dict[str, Any]) -> dict[str, Any]:
    result = {}
    for name, option in argument_spec.items():
        keys = [key for key in (name, *option.get("aliases", ())) if key in arguments]
        if keys:
            result[name] = _given_value(option, arguments[keys[0]], checked.get(name))
    return result


def _given_value(option: dict[str, Any], argument: Any, checked: Any) -> Any:
    options = option.get("options")
    if not options or checked is None:
        return checked
    if option["type"] == "dict":
        return _given(options, argument, checked)
    return [_given(options, one, other) for one, other in zip(argument, checked)]


def _label(place: str, number: int, item: object) -> str:
    label = label_of(item)
    return f"{place}[{number}] ({label})" if label else f"{place}[{number}]"


def _shape(value: object) -> str:
    return next((words for kind, words in _SHAPES.items() if isinstance(value, kind)), "a number")


def _remedy(value: object) -> str:
    words = "; the filter from_json turns JSON text, for example from a survey, into a list"
    return words if isinstance(value, str) else ""
