# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes → the ID of a plan. A run compares it with the reviewed plan (private to this collection). Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .._literals import NotThatShape, dictionary_in, stripped
from .._model.desired import BadInput
from .change import Change

_ID = re.compile(r"[0-9a-f]{64}")
_DIGEST = re.compile(r"[0-9a-f]{12}")
_SHOWN = 10


class PlanID(NamedTuple):
    """The ID of a plan, and digests of its parts.

    ``id`` is the SHA-256 of the JSON bodies that would be sent, in hexadecimal digits. The same writes have the same
    ID. The order of partners, and of the targets of a setting, does not matter. ``counts`` maps an operation to its
    number of changes. ``partners`` maps a tenant ID to the first 12 digits of the SHA-256 of this partner's changes.
    """

    id: str
    counts: dict[str, int]
    partners: dict[str, str]

    def report(self) -> dict[str, Any]:
        """The plan as the module ``partners`` returns it: ``id``, ``partners`` and the number of each operation."""
        return {"id": self.id, **self.counts, "partners": self.partners}


class Reviewed(NamedTuple):
    """A plan that was reviewed: its ID, and the digests of its partners or None if the digests are not known."""

    id: str
    partners: dict[str, str] | None = None


def plan_id(home_tenant: str | None, changes: Iterable[Change]) -> PlanID:
    """The ID of changes in ``home_tenant``, the tenant that the credentials belong to.

    The changes of one partner have to be in the order in which the run makes them.
    """
    by_partner: dict[str, list[Any]] = {}
    counts: Counter[str] = Counter()
    for change in changes:
        by_partner.setdefault(str(change.tenant_id), []).append(meaning(change))
        counts[change.operation] += 1
    writes = sorted(by_partner.items())
    digests = {tenant_id: _digest(of_partner)[:12] for tenant_id, of_partner in writes}
    return PlanID(_digest([str(home_tenant).lower(), writes]), dict(sorted(counts.items())), digests)


def plan_of_both(home: Mapping[str, Any], targets: Mapping[str, Mapping[str, Any]]) -> PlanID:
    """The plan of a run that writes the home tenant and target tenants.

    ``home`` is the ``report`` of the plan in the home tenant, and ``targets`` maps the ID of a target tenant to that of
    the plan in this tenant. The digest of a target tenant is about both sides. A plan without changes does not count:
    without changes in target tenants, the plan is that of the home tenant.
    """
    written = {tenant_id: plan for tenant_id, plan in sorted(targets.items()) if plan["partners"]}
    counts: Counter[str] = Counter()
    for plan in (home, *written.values()):
        counts.update({name: number for name, number in plan.items() if name not in ("id", "partners")})
    digests = dict(home["partners"])
    digests.update((key, _digest([digests.get(key), plan["id"]])[:12]) for key, plan in written.items())
    both = _digest([home["id"], [[key, plan["id"]] for key, plan in written.items()]]) if written else home["id"]
    return PlanID(str(both), dict(sorted(counts.items())), digests)


def meaning(change: Change) -> list[Any]:
    """The part of a change that a plan is about, as a JSON value. It contains no ID that only Graph knows."""
    content = change.body if change.values is None else change.values
    write = [change.operation, change.resource, list(change.settings), _unordered(content)]
    return write if change.name is None else [*write, change.name]


def expected_plan(value: object) -> dict[str, Any] | str | None:
    """The option ``expected_plan``: the ID of a plan, or a plan, which may be JSON text; None if it is empty.

    Raises BadInput for any other value.
    """
    if isinstance(value, str):
        value = stripped(value) or None
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = dictionary_in(value)
        except NotThatShape as error:
            raise BadInput([f"expected_plan is text that is no plan: {error}"]) from error
    if value is None:
        return None
    if not isinstance(value, (str, dict)):
        raise BadInput(["expected_plan is neither the ID of a plan nor a plan"])
    reviewed(value)
    return value


def reviewed(value: dict[str, Any] | str) -> Reviewed:
    """A reviewed plan. ``value``: the ``plan`` in a result of the module ``partners``, or its ID. Raises BadInput."""
    given = value if isinstance(value, dict) else {"id": value}
    name = str(given.get("id") or "").strip().lower()
    if not _ID.fullmatch(name):
        raise BadInput(
            ["expected_plan is neither the ID of a plan, 64 hexadecimal digits, nor a plan that contains an ID"]
        )
    partners = given.get("partners")
    if partners is None:
        return Reviewed(name)
    if not isinstance(partners, dict) or not all(_DIGEST.fullmatch(str(digest)) for digest in partners.values()):
        raise BadInput(["expected_plan.partners has to be the value that was returned: a digest for each partner"])
    return Reviewed(name, {str(tenant_id): str(digest) for tenant_id, digest in partners.items()})


def difference(expected: Reviewed, plan: PlanID, changes: Iterable[Change]) -> str | None:
    """The differences between a plan and the reviewed plan, in words; None if there is no difference."""
    words = [(str(change.tenant_id), in_words(change.report())) for change in changes]
    return difference_in_words(expected, plan, words)


def difference_in_words(expected: Reviewed, plan: PlanID, changes: Sequence[tuple[str, str]]) -> str | None:
    """The same for changes that are given in words, each with the key of its digest in ``plan.partners``."""
    if plan.id == expected.id:
        return None
    parts = [f"This is not the plan that was reviewed: expected_plan is {expected.id}, and this plan is {plan.id}"]
    if expected.partners is not None:
        new = [tenant_id for tenant_id in plan.partners if tenant_id not in expected.partners]
        gone = [tenant_id for tenant_id in expected.partners if tenant_id not in plan.partners]
        others = [key for key, digest in plan.partners.items() if expected.partners.get(key, digest) != digest]
        parts += _named("not reviewed", new) + _named("reviewed, but with other changes now", others)
        parts += _named("reviewed, but without changes now", gone)
        if not (new or gone or others):
            parts.append("the changes are the same, but the home tenant is a different one")
        shown = {*new, *others}
    else:
        shown = set(plan.partners)
    words = [told for key, told in changes if key in shown]
    if words:
        more = f", and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
        parts.append(f"the task would {', '.join(words[:_SHOWN])}{more}")
    elif not plan.partners:
        parts.append("there is nothing to change")
    return "; ".join(parts)


def _named(heading: str, tenant_ids: list[str]) -> list[str]:
    if not tenant_ids:
        return []
    more = f" and {len(tenant_ids) - _SHOWN} more" if len(tenant_ids) > _SHOWN else ""
    return [f"{heading}: {', '.join(sorted(tenant_ids)[:_SHOWN])}{more}"]


def in_words(change: Mapping[str, Any], where: str = "") -> str:
    """A change as the modules return it, in words. ``where`` names another tenant than the home tenant."""
    settings = f" ({', '.join(change['settings'])})" if change["settings"] else ""
    return f"{change['operation']} {change['resource']} of {change['tenant_id']}{where}{settings}"


def _unordered(value: Any) -> Any:
    """A JSON value with sorted lists. The order of a list means nothing to Graph."""
    if isinstance(value, dict):
        return {name: _unordered(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((_unordered(member) for member in value), key=_text)
    return value


def _digest(value: Any) -> str:
    return hashlib.sha256(_text(value).encode("ascii")).hexdigest()


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
