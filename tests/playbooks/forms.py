# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which Ansible can pass a value, and the expected outcome of each form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

VAULT_PASSWORD = "the password of these tests"
BYTE_ORDER_MARK = "\ufeff"

# Outcomes of a form: the same as the typed value, a refusal that names the variable, or the same as no value.
SAME = "same"
REFUSED = "refused"
NOT_GIVEN = "not given"
# The collection may understand such a value or refuse it, but must not misunderstand it.
SAME_OR_REFUSED = "same or refused"

# The place in which a value is written.
YAML = "yaml"
INI = "ini"
EXTRA = "extra"


class Vaulted(str):
    """Text that is encrypted in the place in which it is written."""

    __slots__ = ()


class Form(NamedTuple):
    """A value in one form. A ``helper`` is the value of another variable. A template refers to it as HELPER."""

    name: str
    value: Any
    outcome: str
    source: str = YAML
    helper: Any = None


HELPER = "@helper@"
OMITTED = "{{ nobody_has_this | default(omit) }}"


def forms(option: dict, value: Any) -> Iterator[Form]:
    """All forms of a typed value of an option, and values that are not valid for the option."""
    kind = option["type"]
    yield Form("typed", value, SAME)
    yield from _not_given(kind)
    yield Form("template", f"{{{{ {HELPER} }}}}", SAME, helper=value)
    texts = list(dict.fromkeys(_texts(option, value)))
    # Before ansible-core 2.19, a template turns text that looks like a list into a list.
    yield Form("template of text", f"{{{{ {HELPER} }}}}", SAME, helper=texts[0])
    for text in texts:
        yield Form(f"text {text!r}", text, SAME)
    yield Form("vaulted", Vaulted(texts[0]), SAME)
    yield Form("extra", texts[0], SAME, EXTRA)
    yield Form("ini", texts[0], SAME, INI)
    if not isinstance(value, str):
        yield Form("ini of Python", repr(value), SAME, INI)
    for wrong in _wrong(kind, option):
        yield Form(f"wrong {wrong!r}", wrong, REFUSED)
    yield Form("undefined", "{{ nobody_has_this }}", REFUSED)


def _not_given(kind: str) -> Iterator[Form]:
    for text in ("", "  ", "\n", None):
        yield Form(f"empty {text!r}", text, NOT_GIVEN)
    yield Form("omitted", OMITTED, NOT_GIVEN)
    yield Form("template of nothing", "{{ nobody_has_this | default('') }}", NOT_GIVEN)
    yield Form("template of null", f"{{{{ {HELPER} }}}}", NOT_GIVEN, helper=None)
    yield Form("empty extra", "", NOT_GIVEN, EXTRA)
    yield Form("empty ini", "", NOT_GIVEN, INI)
    yield Form("vaulted blanks", Vaulted(" "), NOT_GIVEN)
    if kind in ("dict", "list", "partners"):
        yield Form("byte order mark only", BYTE_ORDER_MARK, NOT_GIVEN)


def _texts(option: dict, value: Any) -> list[str]:
    kind = option["type"]
    if kind == "bool":
        words = ("true", "True", "yes", "1", "on", " true ") if value else ("false", "False", "no", "0", "off", " no")
        return list(words)
    if kind in ("int", "float"):
        return [str(value), f" {value} "]
    if kind in ("str", "path"):
        return [value]
    text = json.dumps(value)
    texts = [text, BYTE_ORDER_MARK + text, f" {text}\n", json.dumps(value, indent=2), repr(value)]
    if kind == "list" and all(isinstance(item, str) for item in value):
        texts += [",".join(value), ", ".join(value)]
    plain = (str, bool, int) if "options" in option else str
    if kind == "dict" and value and all(isinstance(item, plain) for item in value.values()):
        texts.append(" ".join(f"{name}={json.dumps(item)}" for name, item in value.items()))
    return texts


_NO_DICTIONARY = ["words", "[]", "[1]", '{"a": 1', "{", [], ["a"], [{"a": 1}], True, 5, 0.5, '{"a": NaN}']
_NO_DICTIONARY += ['{"tenant": 1, "tenant": 2}', "{'tenant': 1, 'tenant': 2}", "tenant=1 tenant=2", "{'a': {1}}"]
_NO_DICTIONARY += [{1: 2}, {1: 2, "a": 3, None: 4}, "{1: 2}"]
# For whole variables only: deep JSON, broken JSON, and a deep value in Python syntax.
TOO_DEEP = ['{"a":' * 3000, "[" * 20_000, "{'a': " + "[" * 5000]
_NO_LIST = ["{}", '{"a": 1}', "[1", "[", {}, {"a": 1}, True, 5, 0.5, '["a" "b"', ",", " , ,", "[NaN]", "[{'a'}]"]
_NO_TEXT = [[], ["a"], {}, {"a": 1}, True, False, 0.5, ["{{ 'a' }}"]]
_NO_BOOLEAN = ["maybe", "2", 2, -1, 0.5, [], [True], {}, {"a": 1}, "nan", "[]", "None", "true false"]
_NO_NUMBER = ["forty", "nan", "inf", "-inf", "-1", "1e999", "1,5", "0x", "5 6", -1, True, False, [], [5], {}, {"a": 1}]
_NO_NUMBER += [float("nan"), float("inf"), "9" * 5000]


def _wrong(kind: str, option: dict) -> list[Any]:
    if kind == "bool":
        return _NO_BOOLEAN
    if kind == "int":
        return [*_NO_NUMBER, "2.5", 2.5]
    if kind == "float":
        return _NO_NUMBER
    if kind in ("str", "path"):
        return [*_NO_TEXT, "nonsense", "None", "True"] if "choices" in option else _NO_TEXT
    if kind == "dict":
        return _NO_DICTIONARY
    if kind == "list":
        return [*_NO_LIST, "nonsense", "[1]", [None], [[1]], [{"a": 1}], [True]] if "choices" in option else _NO_LIST
    assert kind in ("raw", "partners"), kind
    return []


def text_of(value: Any) -> str:
    """A value as ``-e`` and surveys give it."""
    return value if isinstance(value, str) else json.dumps(value)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Writes inventories."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_VAULT = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])


@cache
def _encrypted(text: str) -> str:
    return _VAULT.encrypt(text).decode()


_Dumper.add_representer(
    Vaulted, lambda dumper, text: dumper.represent_scalar("!vault", _encrypted(str(text)), style="|")
)


def inventory_text(inventory: dict) -> str:
    """An inventory in YAML."""
    return yaml.dump(inventory, Dumper=_Dumper, allow_unicode=False)
