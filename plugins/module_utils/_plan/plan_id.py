# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes → the ID of a plan, so that what was reviewed can be demanded later (private to this collection). Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from .._model.desired import BadInput
from .change import Change

_ID = re.compile(r"[0-9a-f]{64}")
_DIGEST = re.compile(r"[0-9a-f]{12}")
_SHOWN = 10


class PlanID(NamedTuple):
    """What would be written to which tenant. ``counts`` is by operation; ``partners`` has a digest for each partner.

    The same writes have the same ID, in whatever order partners, or targets of a setting, are listed. What is compared
    is what is sent.
    """

    id: str
    counts: dict[str, int]
    partners: dict[str, str]

    def report(self) -> dict:
        """What the module ``partners`` returns of it."""
        return {"id": self.id, **self.counts, "partners": self.partners}


class Reviewed(NamedTuple):
    """The plan that somebody has reviewed: its ID and, if they are known, the digests of its partners."""

    id: str
    partners: dict[str, str] | None = None


def plan_id(home_tenant: str | None, changes: Iterable[Change]) -> PlanID:
    """The ID of changes to the tenant that the credentials belong to. Changes of one partner are in their order."""
    by_partner: dict[str, list] = {}
    counts: Counter[str] = Counter()
    for change in changes:
        write = [change.operation, change.resource, list(change.settings), _unordered(change.body)]
        by_partner.setdefault(str(change.tenant_id), []).append(write)
        counts[change.operation] += 1
    writes = sorted(by_partner.items())
    digests = {tenant_id: _digest(list_of)[:12] for tenant_id, list_of in writes}
    return PlanID(_digest([str(home_tenant).lower(), writes]), dict(sorted(counts.items())), digests)


def reviewed(value: dict | str) -> Reviewed:
    """A plan as the module ``partners`` returned it, or its ID. Raises BadInput."""
    observed = value if isinstance(value, dict) else {"id": value}
    name = str(observed.get("id") or "").strip().lower()
    if not _ID.fullmatch(name):
        raise BadInput(["expected_plan is neither the ID of a plan, 64 hexadecimal digits, nor a plan that has one"])
    partners = observed.get("partners")
    if partners is None:
        return Reviewed(name)
    if not isinstance(partners, dict) or not all(_DIGEST.fullmatch(str(digest)) for digest in partners.values()):
        raise BadInput(["partners of expected_plan has to be what was returned, a digest for each partner"])
    return Reviewed(name, {str(tenant_id): str(digest) for tenant_id, digest in partners.items()})


def difference(expected: Reviewed, plan: PlanID, changes: Iterable[Change]) -> str | None:
    """What a plan does other than the reviewed one, in words; None if it is the same."""
    if plan.id == expected.id:
        return None
    parts = [f"This is not the plan that was reviewed: expected_plan is {expected.id}, and this plan is {plan.id}"]
    if expected.partners is not None:
        new = [tenant_id for tenant_id in plan.partners if tenant_id not in expected.partners]
        gone = [tenant_id for tenant_id in expected.partners if tenant_id not in plan.partners]
        others = [key for key, digest in plan.partners.items() if expected.partners.get(key, digest) != digest]
        parts += _named("not reviewed", new) + _named("reviewed, and other changes now", others)
        parts += _named("reviewed, and nothing to change any more", gone)
        if not (new or gone or others):
            parts.append("the changes are the same, and the home tenant is another")
        shown = {*new, *others}
    else:
        shown = set(plan.partners)
    words = [_words(change) for change in changes if str(change.tenant_id) in shown]
    if words:
        more = f", and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
        parts.append(f"the task would {', '.join(words[:_SHOWN])}{more}")
    elif not plan.partners:
        parts.append("there is nothing to change")
    return "; ".join(parts)


def _named(what, tenant_ids):
    if not tenant_ids:
        return []
    more = f" and {len(tenant_ids) - _SHOWN} more" if len(tenant_ids) > _SHOWN else ""
    return [f"{what}: {', '.join(sorted(tenant_ids)[:_SHOWN])}{more}"]


def _words(change):
    settings = f" ({', '.join(change.settings)})" if change.settings else ""
    return f"{change.operation} {change.resource} of {change.tenant_id}{settings}"


def _unordered(value):
    """A body in which lists are sets: Graph compares targets without regard to their order."""
    if isinstance(value, dict):
        return {name: _unordered(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((_unordered(member) for member in value), key=_text)
    return value


def _digest(value):
    return hashlib.sha256(_text(value).encode("ascii")).hexdigest()


def _text(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
