# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of hosts, and what a play says about a task (private to this collection).

The one place that touches what ansible-core keeps to itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import stripped

try:
    # From ansible-core 2.19 an omitted value is no text any more.
    from ansible.errors import AnsibleValueOmittedError as _Omitted
except ImportError:

    class _Omitted(Exception):
        """Never raised by older versions, which have a text in place of what is omitted."""


# What older versions of ansible-core have in place of what is omitted begins so, and has a number of the run after it.
_OMITTED = "__omit_place_holder__"


class HalfOmitted(ValueError):
    """A part of a text is omitted, for which older versions of ansible-core leave their own text."""


class Unresolved(ValueError):
    """A variable has a template that has no value; the message names the variable."""


class Variables:
    """Variables with their templates resolved, as plain values, however they were given."""

    def __init__(self, templar: Any, raw: dict[str, Any]):
        self._templar = templar
        self._raw = raw

    def names(self, prefix: str) -> list[str]:
        """The names of the variables that begin so, sorted."""
        return sorted(name for name in self._raw if isinstance(name, str) and name.startswith(prefix))

    def given(self, name: str) -> Any:
        """The value of a variable; None if there is none, or if it is null, omitted, or empty text.

        A survey of AWX gives empty text for a field that was left blank. Raises Unresolved.
        """
        if name not in self._raw:
            return None
        try:
            value = plain(self._templar.template(self._raw[name]))
        except _Omitted:
            return None
        except AnsibleError as error:
            # Also of text that Ansible Vault encrypted, and that nobody has the password of.
            raise Unresolved(f"{name} has no value: {error}") from error
        except HalfOmitted as error:
            raise Unresolved(f"{name} {error}") from error
        return None if is_empty(value) else value

    def as_far_as_known(self, name: str) -> Any:
        """As ``given``. Of dictionaries and lists, members whose templates have no value are left out or None."""
        try:
            return self.given(name)
        except Unresolved:
            try:
                return plain(self._known(self._raw[name]))
            except (HalfOmitted, AnsibleError):
                return None

    def _known(self, value):
        if isinstance(value, dict):
            return {name: self._known(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self._known(member) for member in value]
        try:
            return self._templar.template(value)
        except (_Omitted, AnsibleError):
            return None


def is_empty(value: Any) -> bool:
    """Whether a value is text without anything in it, as a field that was left blank or a file that is empty."""
    return isinstance(value, str) and not stripped(value)


def plain(value: Any) -> Any:
    """A value made of dictionaries, lists, text, numbers, booleans and None, without what was omitted.

    Raises HalfOmitted.
    """
    if _is_omitted(value):
        return None
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items() if not _is_omitted(member)}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value if not _is_omitted(member)]
    if isinstance(value, str) and _OMITTED in value:
        raise HalfOmitted("has text of which a part is omitted, and the rest would stay")
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    # A value that Ansible Vault encrypted, which is no text before ansible-core 2.19; a date of YAML.
    return str(value)


def of_hosts(action: Any, hosts: list[str], task_vars: dict[str, Any]) -> Iterator[tuple[str, Variables]]:
    """The variables of several hosts in the very place of the play where a task is.

    The public ``hostvars`` leave out what play, role and include say. Each value is to be used before the next host's.
    """
    task, templar, hostvars = action._task, action._templar, task_vars["hostvars"]
    everybody = {
        "_hosts": list(task_vars["ansible_play_batch"]),
        "_hosts_all": list(task_vars["ansible_play_hosts_all"]),
    }
    mine = templar.available_variables
    try:
        for host in hosts:
            raw = hostvars._variable_manager.get_vars(
                play=task.get_play(), host=hostvars._inventory.get_host(host), task=task, **everybody
            )
            templar.available_variables = raw
            yield host, Variables(templar, raw)
    finally:
        templar.available_variables = mine


def of_this_host(action: Any, task_vars: dict[str, Any]) -> Variables:
    """The variables of the host that a task runs for."""
    return Variables(action._templar, task_vars)


def called_once(action: Any) -> bool:
    """Whether the play, a role, an include or a block around this task has ``run_once``, which the task itself may."""
    around = [action._task.get_play()]
    parent = action._task._parent
    while parent is not None:
        # A block does not say what its role and the play hand on to it.
        around += [parent, parent._role, *(parent.get_dep_chain() or ())]
        parent = parent._parent
    given = [getattr(each, "run_once", None) for each in around if each is not None]
    return any(boolean(action._templar.template(once), strict=False) for once in given if once is not None)


def serial(task: Any) -> bool:
    """Whether the play takes its hosts in several batches, or may."""
    return task.get_play().serial not in ([], ["100%"])


def strategy(task: Any) -> str:
    """The name of the play's strategy, without that of its collection."""
    return task.get_play().strategy.rpartition(".")[2]


def _is_omitted(value):
    return isinstance(value, str) and value.startswith(_OMITTED)
