# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of hosts, and the keywords of a play around a task (private to this collection).

No other file uses private parts of ansible-core.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible import errors
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.entra.cross_tenant.plugins.module_utils._literals import stripped


class _NeverRaised(Exception):
    """Stands in place of an exception that this version of ansible-core does not have."""


# From ansible-core 2.19 on, the template of an omitted value raises this. Older versions put a text in place of the
# value.
_Omitted: type[Exception] = getattr(errors, "AnsibleValueOmittedError", _NeverRaised)

# Older versions of ansible-core put a text in place of an omitted value. This is its beginning. A number of the run
# follows.
_OMITTED = "__omit_place_holder__"

# Each template contains one of the first three, unless its first line changes them.
_MARKS_OF_TEMPLATES = ("{{", "{%", "{#", "#jinja2:")


class Hidden(Exception):
    """This version of ansible-core hides something that other versions show. The text gives advice."""


class HalfOmitted(ValueError):
    """A part of a text is omitted. Older versions of ansible-core leave a text of their own in its place."""


class Unresolved(ValueError):
    """The template of a variable has no value. The message names the variable."""


class Variables:
    """Variables with their templates resolved, as plain values.

    ``raw`` maps the names of variables to their values. ``templar`` resolves the templates in these values.
    """

    def __init__(self, templar: Any, raw: dict[str, Any]):
        self._templar = templar
        self._raw = raw

    def names(self, prefix: str) -> list[str]:
        """The names of the variables that begin with a prefix, sorted."""
        return sorted(name for name in self._raw if isinstance(name, str) and name.startswith(prefix))

    def is_registered(self, name: str) -> bool:
        """Whether the value of a variable is the registered result of a task."""
        value = self._raw.get(name)
        return isinstance(value, dict) and any(key in value for key in ("changed", "failed", "skipped"))

    def given(self, name: str) -> Any:
        """The value of a variable; None if the variable is missing, null, omitted, or empty text. Raises Unresolved.

        A survey of AWX gives empty text for a field that was left blank.
        """
        if name not in self._raw:
            return None
        try:
            value = self._raw[name]
            # ansible-core takes as long for text without a template as for a template.
            value = plain(self._templar.template(value) if _may_be_template(value) else value)
        except _Omitted:
            return None
        except AnsibleError as error:
            # This also happens to text that Ansible Vault encrypted if its password is not given.
            raise Unresolved(f"{name} has no value: {error}") from error
        except HalfOmitted as error:
            raise Unresolved(f"{name} {error}") from error
        return None if is_empty(value) else value

    def as_far_as_known(self, name: str) -> Any:
        """The same as ``given``, but raises no error. Members whose templates have no value are None or missing."""
        try:
            return self.given(name)
        except Unresolved:
            try:
                return plain(self._known(self._raw[name]))
            except (HalfOmitted, AnsibleError):
                return None

    def _known(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._known(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self._known(member) for member in value]
        try:
            return self._templar.template(value)
        except (_Omitted, AnsibleError):
            return None


def is_empty(value: Any) -> bool:
    """Whether a value is text that is empty or contains only blanks, for example a blank field or an empty file."""
    return isinstance(value, str) and not stripped(value)


def _may_be_template(value: Any) -> bool:
    """Whether a value contains, or may contain, text that ansible-core treats as a template.

    Only values of the usual types certainly contain none. For example, ansible-core decrypts values of other types.
    """
    texts: list[str] = []
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            texts.append(each)
        elif isinstance(each, dict):
            todo += each.values()
        elif isinstance(each, list):
            todo += each
        elif not (each is None or isinstance(each, (bool, int, float))):
            return True
    # No mark contains the separator.
    text = "\0".join(texts)
    return any(mark in text for mark in _MARKS_OF_TEMPLATES)


def of_template(templar: Any, template: str) -> Any:
    """The value of a template. A list or dictionary without templates in it is not rendered member by member.

    ansible-core takes a fifth of a second to render a list of a thousand partners.
    """
    # ansible-core 2.19 and later can stop there.
    found = getattr(templar, "resolve_to_container", templar.template)(template)
    return templar.template(found) if isinstance(found, (dict, list)) and _may_be_template(found) else found


def plain(value: Any) -> Any:
    """The same value made of dictionaries, lists, text, numbers, booleans and None, without omitted members.

    Raises HalfOmitted.
    """
    if _is_omitted(value):
        return None
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items() if not _is_omitted(member)}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value if not _is_omitted(member)]
    if isinstance(value, str) and _OMITTED in value:
        raise HalfOmitted("is text with an omitted part, whose other parts would remain")
    if value is None or isinstance(value, bool):
        return value
    for kind in (str, int, float):
        if isinstance(value, kind):
            # From ansible-core 2.19 on, values carry tags. A copy of a value with tags costs a hundred times as much.
            return kind(value)
    # For example a date of YAML, or, before ansible-core 2.19, a value that Ansible Vault encrypted.
    return str(value)


def of_hosts(action: Any, hosts: list[str], task_vars: dict[str, Any]) -> Iterator[tuple[str, Variables]]:
    """Several hosts, each with its variables at the place of a task in its play.

    The public ``hostvars`` lack the variables of play, role and include. All hosts share one templar. So the caller has
    to use the variables of a host before it takes the next host. Raises Hidden.
    """
    task, templar, hostvars = action._task, action._templar, task_vars["hostvars"]
    try:
        get_vars, get_host = hostvars._variable_manager.get_vars, hostvars._inventory.get_host
    except AttributeError as error:
        raise Hidden(
            "this version of ansible-core does not show the variables of one host to another: use the role without "
            "tasks_from, so that every host computes its own partners"
        ) from error
    all_hosts = {
        "_hosts": list(task_vars["ansible_play_batch"]),
        "_hosts_all": list(task_vars["ansible_play_hosts_all"]),
    }
    before = templar.available_variables
    try:
        for host in hosts:
            raw = get_vars(play=task.get_play(), host=get_host(host), task=task, **all_hosts)
            templar.available_variables = raw
            yield host, Variables(templar, raw)
    finally:
        templar.available_variables = before


def of_this_host(action: Any, task_vars: dict[str, Any]) -> Variables:
    """The variables of the host for which a task runs."""
    return Variables(action._templar, task_vars)


def called_once(action: Any) -> bool:
    """Whether the play, a role, an include or a block around this task has ``run_once``. The task's own is ignored.

    Also False if ansible-core does not show ``run_once``. Then each host has the partners of the first host, and each
    partner is listed once for each host. Another check refuses such a list.
    """
    around = [action._task.get_play()]
    try:
        parent = action._task._parent
        while parent is not None:
            # A block does not show what its role and the play pass on to it.
            around += [parent, parent._role, *(parent.get_dep_chain() or ())]
            parent = parent._parent
    except AttributeError:
        return False
    given = [getattr(parent, "run_once", None) for parent in around if parent is not None]
    return any(boolean(action._templar.template(once), strict=False) for once in given if once is not None)


def serial(task: Any) -> bool:
    """Whether the play has, or may have, several batches of hosts."""
    return task.get_play().serial not in ([], ["100%"])


def strategy(task: Any) -> str:
    """The name of the play's strategy, without the name of its collection."""
    return str(task.get_play().strategy).rpartition(".")[2]


def _is_omitted(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(_OMITTED)
