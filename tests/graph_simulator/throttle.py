# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throttling: the published limits, and what they leave of a flood of requests.

Numbers and costs: Graph concepts, throttling-limits, "Identity and access". "All requests accrue against your usage
limits" and "Microsoft Graph continues to log resource usage while a client is being throttled" (Graph concepts,
throttling): so a refused request counts like any other, and a client that hammers stays out for ever.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from . import errors
from .behaviour import Behaviour
from .messages import Call

# Resource units in ten seconds for one application in one tenant, by the number of the tenant's users.
_UNITS = {"small": 3_500, "medium": 5_000, "large": 8_000}  # below 50, 50 to 500, above 500

_SHOWN_FROM = 0.8  # of a limit, in x-ms-throttle-limit-percentage


def cost(call: Call) -> int:
    """Resource units of a request. Cross-tenant access is not listed, and a request that is not listed costs 1."""
    units = 1
    units += _is_write(call)
    units += "$expand" in call.query
    units -= "$select" in call.query
    units -= call.query.get("$top", "").isdecimal() and int(call.query["$top"]) < 20
    return max(1, units)


def _is_write(call: Call) -> int:
    return int(call.method != "GET")


def _one(_call: Call) -> int:
    return 1


def _on_demand(call: Call) -> int:
    """ "The rate limit for this API is 5 requests per 10 seconds" (provisionondemand); assumed: in one tenant."""
    return int(call.path.endswith("/provisionOnDemand"))


def _log(call: Call) -> int:
    """Graph concepts, throttling-limits, "Identity and access reports"."""
    return int(call.path.startswith("/auditLogs/"))


@dataclass(frozen=True)
class _Limit:
    """So much within so many seconds; ``scope`` is whose use is added up."""

    scope: str
    amount: int
    seconds: float
    measure: Callable[[Call], int]


# There is one tenant here, so that "application" and "application in a tenant" are the same sum.
_LIMITS = (
    _Limit("Application_Tenant", 3_000, 150.0, _is_write),
    _Limit("Application", 150_000, 20.0, cost),
    _Limit("Application", 70_000, 300.0, _is_write),
    _Limit("Tenant", 18_000, 300.0, _is_write),
    _Limit("Application", 130_000, 10.0, _one),
    _Limit("Application_Tenant", 5, 10.0, _on_demand),
    _Limit("Application_Tenant", 5, 10.0, _log),
    _Limit("Application", 122, 10.0, _log),
)


class _Meter:
    """The recent use of one limit."""

    def __init__(self) -> None:
        self._uses: deque[tuple[float, int]] = deque()
        self.used = 0

    def forget_before(self, moment: float) -> None:
        while self._uses and self._uses[0][0] <= moment:
            self.used -= self._uses.popleft()[1]

    def add(self, now: float, amount: int) -> None:
        self._uses.append((now, amount))
        self.used += amount

    def freed_at(self, amount: float) -> float:
        """When so much of what was used is forgotten, as the moment of its use."""
        for moment, used in self._uses:
            amount -= used
            if amount <= 0:
                return moment
        return -math.inf


class Throttle:
    """The meters of one simulated tenant."""

    def __init__(self) -> None:
        self._meters: dict[tuple[_Limit, str], _Meter] = {}
        self._began = time.monotonic()

    def clear(self) -> None:
        """Forget all use."""
        self._meters.clear()
        self._began = time.monotonic()

    def charge(self, call: Call, client_id: str, behaviour: Behaviour) -> dict[str, str]:
        """Count a request; the headers that its answer gets. Raises GraphError where a limit is reached."""
        now = time.monotonic()
        headers = {"x-ms-resource-unit": str(cost(call))}
        wait, scope = 0.0, ""
        for limit in (_Limit("Application_Tenant", _UNITS[behaviour.tenant_size], 10.0, cost), *_LIMITS):
            amount = limit.measure(call)
            if not amount:
                continue
            seconds = limit.seconds * behaviour.throttle_window_scale
            meter = self._meters.setdefault((limit, "" if limit.scope == "Tenant" else client_id), _Meter())
            fixed = behaviour.throttle_windows == "fixed"
            since = now - (now - self._began) % seconds if fixed else now - seconds
            meter.forget_before(since)
            meter.add(now, amount)
            most = limit.amount * behaviour.throttle_amount_scale
            excess = meter.used - most
            if excess > 0:
                free = since + seconds if fixed else meter.freed_at(excess) + seconds
                wait, scope = max((wait, scope), (free - now, limit.scope))
            elif meter.used >= _SHOWN_FROM * most:
                headers["x-ms-throttle-limit-percentage"] = f"{meter.used / most:.2f}"
        if scope:
            headers["x-ms-throttle-scope"] = f"{scope}/{call.method}"
            if behaviour.throttle_retry_after:
                headers["Retry-After"] = str(max(1, math.ceil(wait)))
            raise errors.too_many_requests(headers)
        return headers
