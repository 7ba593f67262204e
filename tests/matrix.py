# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests on every supported pair of ansible-core and Python that this machine has.

The script looks for Pythons on PATH (python3.12) and among the versions of pyenv. For each pair, the Makefile creates
a separate virtual environment (.build/venv-py3.12-core2.19).
"""

from __future__ import annotations

import argparse
import functools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

# Pythons of the controller, from the support matrix of ansible-core. The modules of this collection run there too.
SUPPORTED = {
    "2.16": ("3.10", "3.11", "3.12"),
    "2.17": ("3.10", "3.11", "3.12"),
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13", "3.14"),
    "2.21": ("3.12", "3.13", "3.14"),
}
CHECKOUT = Path(__file__).resolve().parents[1]
MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
MISSING = "FAILED: no such Python on this machine"


def works(python: str | Path, version: str) -> bool:
    """Whether a Python starts and has the version of its name. A shim of pyenv often has not."""
    command = [python, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.strip() == version


@functools.cache
def find_python(version: str) -> str | None:
    """Path of a Python of this minor version."""
    candidates = [shutil.which(f"python{version}")]
    if shutil.which("pyenv"):
        root = subprocess.run(["pyenv", "root"], check=True, capture_output=True, text=True).stdout.strip()
        candidates += sorted(map(str, Path(root, "versions").glob(f"{version}.*/bin/python{version}")), reverse=True)
    return next((python for python in candidates if python and works(python, version)), None)


def run(core: str, python: str) -> tuple[str, float]:
    """Run one pair, return its result and the seconds it took."""
    started = time.monotonic()
    # The make that started this script must not pass its own options to the new make.
    environment = {name: value for name, value in os.environ.items() if name not in MAKE}
    done = subprocess.run(
        ["make", "test-core", f"CORE={core}", f"PYTHON={python}", "ARGS=-q"], cwd=CHECKOUT, env=environment, check=False
    )
    return "passed" if done.returncode == 0 else "FAILED", time.monotonic() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--core", action="append", choices=SUPPORTED, help="only this series (may be repeated)")
    parser.add_argument("--python", action="append", help="only this Python, such as 3.12 (may be repeated)")
    parser.add_argument("--list", action="store_true", help="only say what would run")
    arguments = parser.parse_args()

    rows: list[tuple[str, str, str, str]] = []
    for core, versions in SUPPORTED.items():
        for version in versions:
            if core not in (arguments.core or SUPPORTED) or version not in (arguments.python or versions):
                continue
            python = find_python(version)
            if not python:
                # A machine of a contributor need not have every Python. CI has to.
                result = MISSING if os.environ.get("CI") else f"skipped: no Python {version} on this machine"
                rows.append((core, version, result, ""))
            elif arguments.list:
                rows.append((core, version, "would run", ""))
            else:
                print(f"\n== ansible-core {core}, Python {version}", flush=True)
                result, seconds = run(core, python)
                rows.append((core, version, result, f"{seconds:.0f}"))

    print("\nansible-core  Python  seconds  result")
    for core, version, result, seconds in rows:
        print(f"{core:12}  {version:6}  {seconds:>7}  {result}")
    results = [result for _core, _version, result, _seconds in rows]
    if not any(result in ("passed", "FAILED", "would run") for result in results):
        print("Nothing ran.", file=sys.stderr)
        return 1
    return int("FAILED" in results or MISSING in results)


if __name__ == "__main__":
    sys.exit(main())
