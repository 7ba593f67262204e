# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a program, controlled from outside."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

FOLDER = Path(__file__).resolve().parent.parent / "graph_simulator"
PARTNER = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def start(tmp_path):
    processes = []

    def start(*arguments):
        ready = tmp_path / "ready.json"
        command = [sys.executable, str(FOLDER), "--ready-file", str(ready), *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        deadline = time.monotonic() + 10
        while not ready.exists():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return process, json.loads(ready.read_text(encoding="utf-8"))

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_running_and_stopping(start, tmp_path, number):
    process, ready = start("--print-environment")
    assert ready["pid"] == process.pid
    assert Path(ready["ca_path"]).is_file()
    assert "PRIVATE KEY" in Path(ready["certificate_path"]).read_text(encoding="utf-8")
    process.send_signal(number)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
    assert all(line.startswith("export ENTRA_") for line in output.splitlines())
    assert f"export ENTRA_GRAPH_URL={ready['graph_url']}" in output
    assert not Path(ready["ca_path"]).exists()
    assert not (tmp_path / "ready.json").exists()


def test_options_and_control(start, tmp_path):
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"partners": [{"tenantId": PARTNER}]}), encoding="utf-8")
    folder = tmp_path / "files"
    _process, ready = start(
        *("--seed", str(seed), "--page-size", "5", "--latency", "0", "--replication-lag", "0.5"),
        *("--cloud", "china", "--directory", str(folder)),
    )
    assert ready["ca_path"] == str(folder / "ca.pem")
    session = requests.Session()
    session.trust_env = False
    session.verify = ready["ca_path"]

    def control(method, what, body=None):
        return session.request(method, f"{ready['graph_url']}/simulator/{what}", json=body, timeout=10)

    behaviour = control("PATCH", "behaviour", {"latency": 0.01, "unknown_tenant": [400, "x"]}).json()
    assert (behaviour["page_size"], behaviour["replication_lag"], behaviour["cloud"]) == (5, 0.5, "china")
    assert behaviour["latency"] == 0.01
    assert control("PATCH", "behaviour", {"latncy": 1}).status_code == 400
    state = control("GET", "state").json()
    assert [row["tenantId"] for row in state["partners"]] == [PARTNER]
    assert control("PUT", "state", {**state, "partners": []}).status_code == 204
    assert control("GET", "state").json()["partners"] == []
    assert control("POST", "faults", {"status": 503}).status_code == 201
    assert control("POST", "faults", {"stats": 503}).status_code == 400
    url = f"{ready['graph_url']}/v1.0/policies/crossTenantAccessPolicy/partners"
    assert session.get(url, timeout=10).status_code == 503
    assert session.get(url, timeout=10).status_code == 401
    exchanges = control("GET", "log").json()["exchanges"]
    assert [(item["method"], item["status"]) for item in exchanges] == [("GET", 503), ("GET", 401)]
    assert control("GET", "faults").json()["faults"][0]["hits"] == 1
    assert control("DELETE", "log").status_code == 204
    assert control("POST", "reset").status_code == 204
    assert control("GET", "log").json()["exchanges"] == []
    assert [row["tenantId"] for row in control("GET", "state").json()["partners"]] == [PARTNER]
    assert control("GET", "nothing").status_code == 404
