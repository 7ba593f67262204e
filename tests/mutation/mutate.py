# SPDX-License-Identifier: GPL-3.0-or-later
"""Put small faults into the pure rooms, one at a time, and see whether the unit tests notice.

No file is changed: each mutant has a process of its own. The process imports the faulty module from memory, and runs
the tests that reach the fault, the fastest first, until one fails. If no test fails, the script prints the fault.
Examples of property tests are the same in each run, so the same seed gives the same result.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import changes
import hypothesis
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PLUGINS = Path("plugins")
ROOMS = (
    "module_utils/_health",
    "module_utils/_model",
    "module_utils/_plan",
    "module_utils/_secrecy",
    "plugin_utils/_inventory",
    "plugin_utils/_report",
)
FILES = ("module_utils/_arguments.py", "module_utils/_host_names.py", "module_utils/_literals.py")
PACKAGE = "ansible_collections.entra.cross_tenant"
TESTS = "tests/unit"
REACHED = CHECKOUT / ".build" / "mutants"
OPTIONS = ("-q", "--exitfirst", "-p", "no:xdist", "-p", "no:cov", "-p", "no:randomly", "--timeout", "0")
OPTIONS += ("--hypothesis-profile", "whole")

#: Exit statuses of the process of a mutant.
SURVIVED, KILLED, STILLBORN, CONFUSED = 0, 1, 2, 3
#: After so many seconds, the parent process assumes an endless loop.
LONGEST = 240.0


class Reached(NamedTuple):
    """The tests that run each function, by "path:line", and the seconds of each test. "import": run by an import."""

    tests: dict[str, list[str]]
    seconds: dict[str, float]

    def relevant(self, path: Path, scope: int | None) -> list[str]:
        """The tests that can notice a fault in a function, the fastest first; all of them outside of functions."""
        place = f"{path}:{scope}"
        every = scope is None or place in self.tests["import"]
        return sorted(self.seconds if every else self.tests.get(place, ()), key=self.seconds.__getitem__)


class Job(NamedTuple):
    path: Path
    mutant: changes.Mutant
    started: float


def modules() -> list[Path]:
    """The files of the pure rooms, relative to the checkout."""
    rooms = [path for room in ROOMS for path in sorted((CHECKOUT / PLUGINS / room).glob("*.py"))]
    paths = [*(CHECKOUT / PLUGINS / name for name in FILES), *rooms]
    return [path.relative_to(CHECKOUT) for path in paths if path.stat().st_size]


def name_of(path: Path) -> str:
    return f"{PACKAGE}.{'.'.join(path.with_suffix('').parts)}"


class _Recorder:
    """A plugin of pytest that notes which functions of the pure rooms each test calls."""

    def __init__(self):
        self.files = set(modules())
        self.known = {}
        self.imported = set()
        self.tests = {}
        self.seconds = {}

    @contextmanager
    def watched(self, note):
        def called(frame, event, _argument):
            if event == "call":
                file = frame.f_code.co_filename
                if file not in self.known:
                    self.known[file] = self.path(file)
                if self.known[file]:
                    note((self.known[file], frame.f_code.co_firstlineno))

        sys.setprofile(called)
        try:
            yield
        finally:
            sys.setprofile(None)

    def path(self, file) -> str | None:
        # The module may be imported through a link.
        path = Path(os.path.realpath(file))
        path = path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else None
        return str(path) if path in self.files else None

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self, session):
        with self.watched(self.imported.add):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        started = time.perf_counter()
        places = set()
        with self.watched(places.add):
            result = yield
        self.seconds[item.nodeid] = time.perf_counter() - started
        for place in places:
            self.tests.setdefault(place, set()).add(item.nodeid)
        return result


class _Order:
    """A plugin of pytest that keeps the tests in ``names`` only, in that order."""

    def __init__(self, names: list[str]):
        self.rank = {name: position for position, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items):
        items[:] = sorted((item for item in items if item.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])


class _Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from the tree of its mutant."""

    def __init__(self, path: Path, mutant: changes.Mutant):
        self.name = name_of(path)
        self.path = str(CHECKOUT / path)
        self.code = compile(mutant.tree, self.path, "exec")

    def find_spec(self, fullname, path=None, target=None):
        return importlib.util.spec_from_loader(fullname, self, origin=self.path) if fullname == self.name else None

    def exec_module(self, module):
        exec(self.code, module.__dict__)


def run_tests(arguments: list[str], plugin) -> int:
    """Run pytest in this process without leaving anything behind."""
    hypothesis.settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        database=None,
        # Any failing input is enough, so hypothesis does not look for the smallest one.
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    # The profiles of the tests extend this profile.
    hypothesis.settings.load_profile("mutants")
    with tempfile.TemporaryDirectory() as scratch:
        return int(pytest.main([*OPTIONS, "-o", f"cache_dir={scratch}", *arguments], plugins=[plugin]))


def in_child(work) -> int:
    """Start a process that does ``work`` silently and ends with its result as exit status."""
    child = os.fork()
    if child:
        return child
    status = CONFUSED
    try:
        sys.dont_write_bytecode = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        status = work()
    finally:
        os._exit(status)


def reached() -> Reached:
    """Which tests run which functions. Tests without changes since the last time are not run again."""
    tests = sorted((CHECKOUT / TESTS).rglob("test_*.py"))
    shared = [CHECKOUT / path for path in modules()] + [
        path for path in sorted((CHECKOUT / TESTS).rglob("*.py")) if path not in tests
    ]
    common = hashlib.sha256(b"".join(path.read_bytes() for path in (*shared, Path(__file__)))).hexdigest()
    REACHED.mkdir(exist_ok=True)
    result = Reached({"import": []}, {})
    for path in tests:
        digest = hashlib.sha256(common.encode() + path.read_bytes()).hexdigest()
        notes = REACHED / f"{path.stem}.json"
        if not notes.exists() or json.loads(notes.read_text(encoding="utf-8"))["digest"] != digest:
            print(f"Finding out what {path.name} runs …", flush=True)
            _child, status = os.waitpid(in_child(functools.partial(record, path, notes, digest)), 0)
            if os.waitstatus_to_exitcode(status) != SURVIVED:
                sys.exit(f"The tests fail without any mutant: run make test TESTS={path.relative_to(CHECKOUT)}")
        known = json.loads(notes.read_text(encoding="utf-8"))
        for place, names in known["tests"].items():
            result.tests.setdefault(place, []).extend(names)
        result.seconds.update(known["seconds"])
    return result


def record(path: Path, notes: Path, digest: str) -> int:
    """Run a file of tests and record the functions that it reaches."""
    recorder = _Recorder()
    if run_tests([str(path.relative_to(CHECKOUT))], recorder):
        return KILLED
    tests = {f"{path}:{line}": sorted(names) for (path, line), names in recorder.tests.items()}
    tests["import"] = sorted(f"{path}:{line}" for path, line in recorder.imported)
    notes.write_text(json.dumps({"digest": digest, "tests": tests, "seconds": recorder.seconds}), encoding="utf-8")
    return SURVIVED


def tried(path: Path, mutant: changes.Mutant, names: list[str]) -> int:
    """The outcome of one mutant. This function runs in a process of its own."""
    sys.meta_path.insert(0, _Faulty(path, mutant))
    try:
        for each in modules():
            importlib.import_module(name_of(each))
    except Exception:  # noqa: BLE001 - it may be anything, and says that no test is needed to notice
        return STILLBORN
    if not names:
        return SURVIVED
    files = sorted({name.partition("::")[0] for name in names})
    # 2 is an error when pytest collects the tests: the mutant does not match the tables of the tests.
    return {0: SURVIVED, 1: KILLED, 2: KILLED}.get(run_tests(files, _Order(names)), CONFUSED)


def outcome(jobs: dict[int, Job]) -> tuple[Job, int]:
    """Wait until one of the processes ends."""
    while True:
        for child, job in jobs.items():
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return jobs.pop(child), os.waitstatus_to_exitcode(status)
            if time.monotonic() - job.started > LONGEST:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return jobs.pop(child), KILLED
        time.sleep(0.01)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=100, help="how many mutants (100)")
    parser.add_argument("--seed", type=int, default=None, help="which ones (others each time)")
    parser.add_argument("--only", default="", help="only in files whose path has this in it")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=2, help="how many at a time (2)")
    parser.add_argument("--all", action="store_true", help="print the mutants that were killed as well")
    arguments = parser.parse_args()
    seed = random.randrange(10**6) if arguments.seed is None else arguments.seed

    os.chdir(CHECKOUT)
    sys.path.insert(0, str(CHECKOUT / ".build" / "collections"))
    sources = {path: (CHECKOUT / path).read_text(encoding="utf-8") for path in modules() if arguments.only in str(path)}
    places = [(path, number) for path, source in sources.items() for number in range(changes.count(source))]
    random.Random(seed).shuffle(places)
    known = reached()

    print(f"{len(places)} possible mutants, seed {seed}", flush=True)
    started = time.monotonic()
    jobs: dict[int, Job] = {}
    results = {SURVIVED: 0, KILLED: 0, STILLBORN: 0}
    with tempfile.TemporaryDirectory() as scratch:
        # Hypothesis stores facts about the code in this folder. For a mutant, they would be wrong.
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = scratch
        while jobs or (places and results[SURVIVED] + results[KILLED] < arguments.number):
            wanted = arguments.number - results[SURVIVED] - results[KILLED]
            while places and len(jobs) < min(arguments.jobs, wanted):
                path, number = places.pop()
                mutant = changes.mutant(sources[path], number)
                names = known.relevant(path, mutant.scope)
                begun = time.monotonic()
                child = in_child(functools.partial(tried, path, mutant, names))
                jobs[child] = Job(path, mutant, begun)
            job, status = outcome(jobs)
            if status not in results:
                sys.exit(f"{job.path}:{job.mutant.line}: pytest itself broke: {job.mutant.change}")
            results[status] += 1
            if status == SURVIVED or arguments.all:
                word = ("SURVIVED", "killed", "stillborn")[status]
                seconds = time.monotonic() - job.started
                print(f"{word} {job.path}:{job.mutant.line} ({seconds:.0f} s)\n  {job.mutant.change}", flush=True)

    number = results[SURVIVED] + results[KILLED]
    score = 100 * results[KILLED] / number if number else 0
    print(
        f"{results[KILLED]} of {number} killed, {score:.1f} %, in {time.monotonic() - started:.0f} s "
        f"(and {results[STILLBORN]} that cannot even be imported, which do not count)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
