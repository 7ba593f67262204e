# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the observed configurations is meant (private to this collection). Pure.

A configuration is recognized by what it is: it was made from the gallery template, and its credentials name the target
tenant. Its name decides only between configurations that are equally likely. As long as one configuration might be the
one that is looked for, no second one is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..._names import shortened, tenant_key
from .configuration import ADMIN_CENTER, Configuration, Unread
from .credentials import MASKED

_PREFIX = "Synchronization to "


class Match(NamedTuple):
    """The configuration that is meant, or None. ``problem`` is the reason why it cannot be told; None if it can be.

    ``doubtful`` are the configurations that may be meant, if the reason is that their target tenants are not known.
    """

    configuration: Configuration | None = None
    problem: str | None = None
    doubtful: tuple[Configuration, ...] = ()

    def behind(self, refusal: str) -> list[Exception]:
        """The errors of the reads that a refusal is about: those that it repeats, or those of doubtful configurations.

        A part that could not be read, and that nobody needs, is no reason for anything.
        """
        one = self.configuration
        doubtful = [part for each in self.doubtful for part in (each.jobs, each.credentials)]
        parts = [getattr(one, name) for name in one.unread] if one else doubtful
        unread = [part for part in parts if isinstance(part, Unread)]
        return [part.error for part in unread if part.error and (one is None or part.reason in refusal)]


def usual_name(tenant_id: str) -> str:
    """The name of a new configuration if no option names it. A run that was cut finds its half-made object by it.

    The next run may have options that give another name. The name contains the tenant, so it is meant all the same.
    """
    return _PREFIX + tenant_id


def match(configurations: Sequence[Configuration], tenant_id: str, name: str | None, exactly: bool = False) -> Match:
    """The configuration that synchronizes to a target tenant. ``name`` is the name that the options give, or None.

    ``exactly``: a configuration with another name than the given one is not meant. What is about to be deleted must not
    be a configuration that remains after the right one is gone.
    """
    exactly = exactly and name is not None
    wanted = name or usual_name(tenant_id)
    names = {wanted} if exactly else {wanted, usual_name(tenant_id)}
    mine = [one for one in configurations if one.target == tenant_id]
    named = [one for one in mine if one.name == name]
    own = [one for one in mine if not one.by_admin_center]
    for chosen in (named,) if exactly else (named, own):
        if len(chosen) > 1:
            return Match(problem=_several(chosen, tenant_id))
        if chosen:
            return Match(chosen[0])
    if mine and exactly:
        return Match(problem=_several(mine, tenant_id) if len(mine) > 1 else _of_another_name(mine[0], tenant_id, name))
    if mine:
        return Match(
            problem=(
                f"the Microsoft 365 admin center made the configuration {mine[0].described}, which synchronizes to "
                f"this tenant, and only one can. To manage it, set name to {mine[0].name!r}"
            )
        )
    unfinished = [one for one in configurations if one.target is None and one.name in names]
    for chosen in ([one for one in unfinished if one.name == wanted], unfinished):
        if len(chosen) > 1:
            return Match(problem=_several(chosen, tenant_id))
        if chosen:
            return Match(chosen[0])
    unknown = [one for one in configurations if one.target == MASKED and not _of_another(one.name, tenant_id)]
    alike = [one for one in unknown if one.name in names]
    for chosen in ([one for one in alike if one.name == wanted], alike):
        if len(chosen) == 1:
            return Match(chosen[0])
    if unknown:
        return Match(problem=_unknown(unknown), doubtful=tuple(unknown))
    return Match()


def synchronizing_to(configurations: Sequence[Configuration], tenant_id: str) -> list[Configuration]:
    """The configurations that synchronize to a target tenant, or of which nobody knows whether they do."""
    return [
        one
        for one in configurations
        if one.target == tenant_id or (one.target == MASKED and not _of_another(one.name, tenant_id))
    ]


def _of_another_name(one: Configuration, tenant_id: str, name: str | None) -> str:
    return (
        f"no configuration with the name {name!r} synchronizes to {tenant_id}, and {one.described} does. If it has to "
        "end, give its name"
    )


def _of_another(name: str, tenant_id: str) -> bool:
    """Whether a name that is made by a rule contains the ID of another tenant."""
    for prefix in (_PREFIX, ADMIN_CENTER):
        named = tenant_key(name[len(prefix) :]) if name.startswith(prefix) else None
        if named is not None:
            return named != tenant_id
    return False


def _several(configurations: Sequence[Configuration], tenant_id: str) -> str:
    names = shortened([one.described for one in configurations])
    return f"{len(configurations)} configurations synchronize to {tenant_id}: {names}. Name the right one with name"


def _unknown(configurations: Sequence[Configuration]) -> str:
    names = shortened([one.described for one in configurations])
    return (
        f"Graph does not show the target tenant of {names}. One of them may be the right one, so no other one is made. "
        "If it is the right one, name it with name"
    )
