# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service does by itself: cycles, quarantine, and the end of a job that stays there.

A test advances it: ``run`` for one cycle of one job, ``begin`` and ``finish`` for its two ends, ``advance`` for hours
in which all jobs do what is due. Microsoft Entra: application-provisioning-quarantine-status, accidental-deletions,
how-provisioning-works.
"""

from __future__ import annotations

import json
import time
import uuid
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from .provisioning import POLICY_ERROR, Decision, Work, values_of
from .shapes import text_of
from .types import NO_EXECUTION, ZERO_TIME

if TYPE_CHECKING:
    from ..behaviour import Behaviour
    from ..directory import Directory

Row = dict[str, Any]

INTERVAL = timedelta(minutes=40)
EXPIRES_AFTER = timedelta(days=28)
_RETRIES = (timedelta(hours=6), timedelta(hours=12), timedelta(hours=24))

# Shares and numbers of failures from which on a job is quarantined, if there are escrow_base failures at least.
_PROPORTION, _TOTAL, _ABSOLUTE = 0.4, 40_000, 60_000


class Cycles:
    """The synchronization service of a simulator."""

    def __init__(self, directory: Directory, behaviour: Behaviour) -> None:
        self._directory = directory
        self._behaviour = behaviour
        self._source = directory.source

    def run(self, job_id: str) -> Row | None:
        """One cycle of a job, now; its execution as Graph shows it, None if the job is not on or not there."""
        with self._directory.lock:
            found = self._source.find_job(job_id)
            if found is None or found[1]["schedule"]["state"] != "Active":
                return None
            return _Cycle(self._directory, self._behaviour, *found).run()

    def begin(self, job_id: str) -> None:
        """A cycle begins. The job shows progress until ``finish``; a pause meanwhile does not stop the cycle."""
        with self._directory.lock:
            principal_id, row = self._source.find_job(job_id)
            number = sum(1 for _row in self._source.users.rows())
            now = self._source.now_text()
            progress = {"completedUnits": 0, "totalUnits": number, "units": "User", "progressObservationDateTime": now}
            status = {**row["status"], "code": "Active", "progress": [progress]}
            self._source.memory(job_id).update(running=True, began=now)
            self._source.job_table(principal_id).put(job_id, {**row, "status": status})

    def finish(self, job_id: str) -> Row | None:
        """The cycle that began ends; None if the job has gone."""
        with self._directory.lock:
            found = self._source.find_job(job_id)
            return _Cycle(self._directory, self._behaviour, *found).run() if found else None

    def catch_up(self) -> None:
        """Do what has become due where cycles happen by themselves."""
        seconds = self._behaviour.cycle_seconds
        for job_id, memory in list(self._source.memories.items()) if seconds is not None else ():
            if memory["ranAt"] is not None and time.time() - memory["ranAt"] >= seconds:
                memory["ranAt"] = time.time()
                self.run(job_id)

    def run_all(self) -> dict[str, Row]:
        """One cycle of every job that is on; the executions by job."""
        ids = [key for table in self._source.jobs.values() for key, _row in table.rows()]
        return {key: execution for key in ids if (execution := self.run(key)) is not None}

    def advance(self, *, hours: float = 0, days: float = 0) -> int:
        """Let time pass, in which all jobs do what is due. The number of cycles."""
        with self._directory.lock:
            end = self._source.now() + timedelta(hours=hours, days=days)
            number = 0
            while (job := self._next(end)) is not None:
                due, job_id = job
                self._source.ahead += max(timedelta(), due - self._source.now())
                number += self.run(job_id) is not None
            self._source.ahead += max(timedelta(), end - self._source.now())
            self._expire()
            return number

    def quarantine(self, job_id: str, reason: str = "Unknown", code: str = "Unknown", message: str = "") -> None:
        """Put a job into quarantine, as the service would; any reason that Graph has."""
        with self._directory.lock:
            principal_id, row = self._source.find_job(job_id)
            error = {"code": code, "message": message, "tenantActionable": True}
            status = quarantined(row["status"], reason, error, self._source.now())
            self._source.memory(job_id)["due"] = status["quarantine"]["nextAttempt"]
            self._source.job_table(principal_id).settle(job_id, {**row, "status": status})

    def _next(self, end: datetime) -> tuple[datetime, str] | None:
        """The next cycle until a moment. A job that never ran is due at once."""
        self._expire()
        due = []
        for table in self._source.jobs.values():
            for key, row in table.rows():
                if row["schedule"]["state"] == "Active":
                    text = self._source.memory(key)["due"]
                    due.append((moment_of(text) if text else self._source.now(), key))
        return min((item for item in due if item[0] <= end), default=None)

    def _expire(self) -> None:
        """Disable the jobs that were in quarantine for more than four weeks."""
        for principal_id, table in self._source.jobs.items():
            for key, row in list(table.rows()):
                quarantine = row["status"]["quarantine"]
                if quarantine and row["schedule"]["state"] == "Active":
                    began = moment_of(quarantine["seriesBegan"])
                    if self._source.now() - began > EXPIRES_AFTER:
                        disabled = {**row, "schedule": {**row["schedule"], "state": "Disabled"}}
                        self._source.job_table(principal_id).put(key, disabled)


class _Cycle:
    """One cycle."""

    def __init__(self, directory: Directory, behaviour: Behaviour, principal_id: str, job: Row) -> None:
        self._source = directory.source
        self._behaviour = behaviour
        self._principal_id, self._job = principal_id, job
        self._work = Work(directory, behaviour, principal_id, job["id"])
        self._memory = self._source.memory(job["id"])
        self._id = str(uuid.uuid4())
        self._began = self._memory["began"] or self._source.now_text()

    def run(self) -> Row:
        self._memory["cycles"] += 1
        if not self._work.reachable:
            execution = self._execution("Failed", error=POLICY_ERROR)
            status = {**self._job["status"], "lastExecution": execution}
            status["countSuccessiveCompleteFailures"] += 1
            status = quarantined(status, "EncounteredQuarantineException", POLICY_ERROR, self._source.now())
        else:
            execution, status = self._work_off()
        quarantine = status["quarantine"]
        due = quarantine["nextAttempt"] if quarantine else text_of(self._source.now() + INTERVAL)
        self._memory.update(due=due, running=False, began=None)
        status["progress"] = []
        if self._job["schedule"]["state"] != "Active":
            status["code"] = "Paused"
        self._source.job_table(self._principal_id).put(self._job["id"], {**self._job, "status": status})
        return execution

    def _work_off(self) -> tuple[Row, Row]:
        full = self._memory["full"]
        # Leaving the scope because SyncAll was switched off is noticed after a restart only.
        sync_all = self._work.sync_all or (not full and bool(self._memory["syncAll"]))
        decisions = self._imported(full, sync_all)
        staged = self._staged(decisions)
        failures = exports = 0
        for decision, mark in decisions:
            stage = staged and decision.deletes
            if decision.action != "skip":
                row = self._work.export(decision, self._id, stage)
                failed = row["provisioningStatusInfo"]["status"] == "failure"
                failures, exports = failures + failed, exports + (not failed and not stage)
                if failed or stage:
                    self._memory["seen"].pop(decision.source_id, None)  # it is tried again
                    continue
            self._memory["seen"][decision.source_id] = mark
        self._memory.update(full=False, syncAll=sync_all, forceDeletes=False)
        self._memory["fullEvaluations"] += full
        entitled = sum(decision.entitled and decision.scoped for decision, _mark in decisions)
        tried = sum(decision.action != "skip" for decision, _mark in decisions)
        execution = self._execution(
            "EntryLevelErrors" if failures else "Succeeded",
            countEntitled=entitled,
            countEntitledForProvisioning=entitled,
            countEscrowed=failures,
            countEscrowedRaw=failures,
            countExports=tried,
            countExported=exports,
            **{"countImported" if full else "countImportedDeltas": len(decisions)},
        )
        return execution, self._status(execution, staged, failures, tried)

    def _imported(self, full: bool, sync_all: bool) -> list[tuple[Decision, str]]:
        """The decisions about everybody, or about those who changed in the source since they were seen last."""
        ids = dict.fromkeys([key for key, _row in self._source.users.rows()])
        ids.update(dict.fromkeys(row["sourceId"] for row in self._work.synchronized() if row["type"] == "User"))
        decisions = []
        for user_id in ids:
            row = self._source.users.get(user_id)
            assigned = sync_all or user_id in self._work.assigned
            mark = json.dumps([values_of(row) if row else None, assigned], sort_keys=True)
            if full or self._memory["seen"].get(user_id) != mark:
                decisions.append((self._work.decide(user_id, sync_all), mark))
        return decisions

    def _staged(self, decisions: list[tuple[Decision, str]]) -> bool:
        """Whether there are more deletions than a cycle may have."""
        threshold = self._work.threshold
        number = sum(decision.deletes for decision, _mark in decisions)
        return threshold is not None and number > threshold and not self._memory["forceDeletes"]

    def _status(self, execution: Row, staged: bool, failures: int, tried: int) -> Row:
        now = execution["timeEnded"]
        status = {**self._job["status"], "lastExecution": execution, "countSuccessiveCompleteFailures": 0}
        status["lastSuccessfulExecution"] = execution
        if execution["countExported"]:
            status["lastSuccessfulExecutionWithExports"] = execution
        if status["steadyStateFirstAchievedTime"] == ZERO_TIME:
            status["steadyStateFirstAchievedTime"] = now
        status["steadyStateLastAchievedTime"] = now
        number = len(self._work.synchronized())
        status["synchronizedEntryCountByType"] = [{"key": "User", "value": number}] if number else []
        reason = "TooManyDeletes" if staged else self._escrow_reason(failures, tried)
        if reason:
            message = "The deletions of this cycle exceed the threshold." if staged else "Too many entries failed."
            error = {"code": reason, "message": message, "tenantActionable": True}
            return quarantined(status, reason, error, self._source.now())
        return {**status, "code": "Active", "quarantine": None}

    def _escrow_reason(self, failures: int, tried: int) -> str | None:
        scale = self._behaviour.escrow_base / 5000
        if failures < self._behaviour.escrow_base:
            return None
        if failures > _PROPORTION * tried:
            return "EncounteredEscrowProportionThreshold"
        if failures >= _ABSOLUTE * scale:
            return "EncounteredTotalEscrowThreshold"
        return "EncounteredBaseEscrowThreshold" if failures > _TOTAL * scale else None

    def _execution(self, state: str, error: Row | None = None, **counts: int) -> Row:
        return {
            **NO_EXECUTION,
            "activityIdentifier": self._id,
            **counts,
            "state": state,
            "timeBegan": self._began,
            "timeEnded": self._source.now_text(),
            "error": error,
        }


def moment_of(text: str) -> datetime:
    """A time that Graph wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def quarantined(status: Row, reason: str, error: Row, now: datetime) -> Row:
    """A status in quarantine, for the first time or once more."""
    before = status["quarantine"]
    count = before["seriesCount"] + 1 if before else 1
    quarantine = {
        "currentBegan": text_of(now),
        "nextAttempt": text_of(now + _RETRIES[min(count, len(_RETRIES)) - 1]),
        "reason": reason,
        "seriesBegan": before["seriesBegan"] if before else text_of(now),
        "seriesCount": count,
        "error": error,
    }
    return {**status, "code": "Quarantine", "quarantine": quarantine}
