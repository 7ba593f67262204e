# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a program, for the demo and for measurements."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from .behaviour import CLOUDS, Behaviour
from .simulator import GraphSimulator


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="graph_simulator", description="A local Microsoft Graph and login endpoint for cross-tenant access."
    )
    parser.add_argument("--seed", type=Path, metavar="FILE", help="JSON file with the state to start from")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--page-size", type=int, metavar="N", help="objects per page of a list")
    parser.add_argument("--latency", type=float, metavar="SECONDS", help="delay of every HTTP request")
    parser.add_argument("--replication-lag", type=float, metavar="SECONDS", help="how long reads lag behind writes")
    parser.add_argument("--cloud", choices=CLOUDS, help="which cloud to be")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="JSON file written when the server listens")
    parser.add_argument("--directory", type=Path, metavar="DIR", help="where certificates go (default: a private one)")
    parser.add_argument("--print-environment", action="store_true", help="print export lines and nothing else")
    return parser.parse_args(argv)


def _behaviour(arguments: argparse.Namespace) -> Behaviour:
    names = ("page_size", "latency", "replication_lag", "cloud")
    return Behaviour(**{name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None})


def _write_ready_file(path: Path, simulator: GraphSimulator) -> None:
    """Write a file beside it and rename that file. A program that waits for the file never reads half of it."""
    content = {**simulator.options(), "certificate_path": simulator.certificate_path, "pid": os.getpid()}
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.touch(mode=0o600)  # it contains the secret
    partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)


def main(argv: Sequence[str] | None = None) -> int:
    """Run in the foreground until SIGINT or SIGTERM."""
    arguments = _arguments(argv)
    seed = json.loads(arguments.seed.read_text(encoding="utf-8")) if arguments.seed else None
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    with GraphSimulator(seed, _behaviour(arguments), port=arguments.port, folder=arguments.directory) as simulator:
        if not arguments.print_environment:
            print(f"# Microsoft Graph simulator on {simulator.graph_url}, stop with Ctrl-C. Its clients need:")
        for name, value in simulator.environment().items():
            print(f"export {name}={shlex.quote(value)}", flush=True)
        if arguments.ready_file:
            _write_ready_file(arguments.ready_file, simulator)
        stopped.wait()
        if arguments.ready_file:
            arguments.ready_file.unlink(missing_ok=True)
    return 0
