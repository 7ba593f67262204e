# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports turned into pages by the role's template, as a role would: by a task, from a result of an earlier one."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible_runner

CHECKOUT = Path(__file__).resolve().parents[2]
ROLE = CHECKOUT / "roles" / "compliance_report"
TEMPLATE = ROLE / "templates" / "report.html.j2"
SCHEMA = json.loads((ROLE / "files" / "compliance_report.schema.json").read_text(encoding="utf-8"))
RENDER = "Render"
# Debian's own; what playwright would download is neither needed nor wanted.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Page:
    """A rendered report."""

    path: Path
    report: dict[str, Any]
    # What the task took, the start of ansible-playbook left out.
    seconds: float

    @property
    def html(self) -> str:
        return self.path.read_text(encoding="utf-8")


def browser() -> str | None:
    """Where a Chromium is."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def render(report: dict[str, Any], path: Path, scratch: Path) -> Page:
    """Render with the ansible-core of this Python."""
    (page,) = render_all({path: report}, scratch)
    return page


def render_all(reports: dict[Path, dict[str, Any]], scratch: Path) -> list[Page]:
    """Render several reports in one run, each by tasks of its own."""
    scratch.mkdir(parents=True, exist_ok=True)
    tasks: list[dict[str, Any]] = []
    for number, (path, report) in enumerate(reports.items()):
        source = scratch / f"report-{number}.json"
        source.write_text(json.dumps({"report": report}), encoding="utf-8")
        tasks += [
            # What a task returns is no template, unlike variables of a play: {{ in a name stays as it is.
            {"ansible.builtin.slurp": {"src": str(source)}, "register": "made"},
            {
                "name": f"{RENDER} {number}",
                "ansible.builtin.template": {"src": str(TEMPLATE), "dest": str(path), "mode": "0600"},
                "vars": {"report": "{{ (made.content | b64decode | from_json).report }}"},
            },
        ]
    run = ansible_runner.run(
        private_data_dir=str(scratch),
        playbook=[{"hosts": "localhost", "gather_facts": False, "tasks": tasks}],
        inventory="localhost ansible_connection=local ansible_python_interpreter={{ansible_playbook_python}}",
        envvars={
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "ANSIBLE_HOME": str(scratch / "home"),
            "ANSIBLE_LOCAL_TEMP": str(scratch / "home" / "tmp"),
            "ANSIBLE_REMOTE_TEMP": str(scratch / "home" / "tmp"),
        },
        quiet=True,
    )
    events = list(run.events)
    assert run.rc == 0, "\n".join(event["stdout"] for event in events)
    seconds = {
        event["event_data"]["task"]: event["event_data"]["duration"]
        for event in events
        if event["event"] == "runner_on_ok"
    }
    return [Page(path, report, seconds[f"{RENDER} {number}"]) for number, (path, report) in enumerate(reports.items())]
