# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control interface under /simulator, for a simulator that runs in a process of its own.

It is not part of Graph. Its requests are never logged, never delayed and never faulted. They need no authentication,
because the interface listens on the loopback interface only.
"""

from __future__ import annotations

from typing import Any

from .faults import Fault
from .messages import NO_BODY, Answer, no_content
from .world import World

_JSON = "application/json"


class Control:
    """Answers control requests."""

    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, method: str, what: str, body: Any) -> Answer:
        """The answer to ``method /simulator/{what}``."""
        endpoint = {
            ("GET", "log"): self._get_log,
            ("DELETE", "log"): self._clear_log,
            ("GET", "state"): self._get_state,
            ("PUT", "state"): self._load,
            ("POST", "faults"): self._add_fault,
            ("GET", "faults"): self._get_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "behaviour"): self._get_behaviour,
            ("PATCH", "behaviour"): self._change_behaviour,
            ("POST", "reset"): self._reset,
            ("POST", "cycles"): self._run_cycles,
            ("PUT", "targets"): self._allow,
            ("GET", "targets"): self._get_targets,
        }.get((method, what))
        if endpoint is None:
            return Answer(404, {"error": f"no {method} /simulator/{what}"}, content_type=_JSON)
        try:
            answer = endpoint({} if body is NO_BODY else body)
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # the errors that a wrong document leads to
            answer = Answer(400, {"error": f"{type(error).__name__}: {error}"})
        answer.content_type = _JSON
        return answer

    def _get_log(self, _body: Any) -> Answer:
        return Answer(200, {"exchanges": [exchange.as_dict() for exchange in self._world.log]})

    def _clear_log(self, _body: Any) -> Answer:
        self._world.log.clear()
        return no_content()

    def _get_state(self, _body: Any) -> Answer:
        return Answer(200, self._world.directory.snapshot())

    def _load(self, body: Any) -> Answer:
        self._world.simulator.load(body)
        return no_content()

    def _add_fault(self, body: Any) -> Answer:
        self._world.faults.add(Fault(**body))
        return Answer(201, body)

    def _get_faults(self, _body: Any) -> Answer:
        names = ("method", "path", "action", "status", "times", "skip", "where", "hits", "seen")
        return Answer(200, {"faults": [{name: getattr(item, name) for name in names} for item in self._world.faults]})

    def _clear_faults(self, _body: Any) -> Answer:
        self._world.faults.clear()
        return no_content()

    def _get_behaviour(self, _body: Any) -> Answer:
        return Answer(200, self._world.behaviour.as_dict())

    def _change_behaviour(self, body: Any) -> Answer:
        self._world.behaviour.update(body)
        return Answer(200, self._world.behaviour.as_dict())

    def _run_cycles(self, body: Any) -> Answer:
        """One cycle of a job, of all jobs that are on, or all those that are due in a time."""
        cycles = self._world.simulator.cycles
        if "hours" in body or "days" in body:
            return Answer(200, {"cycles": cycles.advance(**body)})
        if "jobId" in body:
            return Answer(200, {"executions": {body["jobId"]: cycles.run(body["jobId"])}})
        return Answer(200, {"executions": cycles.run_all()})

    def _allow(self, body: Any) -> Answer:
        source = self._world.directory.source
        for row in body["targets"]:
            flags = {"inbound_sync": row.get("inboundSync", True)}
            source.allow(row["tenantId"], **flags, inbound_redemption=row.get("inboundRedemption", True))
        return no_content()

    def _get_targets(self, _body: Any) -> Answer:
        rows = self._world.directory.source.targets.values()
        return Answer(200, {"targets": [target.snapshot() for target in rows]})

    def _reset(self, _body: Any) -> Answer:
        self._world.simulator.reset()
        return no_content()
