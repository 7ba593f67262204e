# SPDX-License-Identifier: GPL-3.0-or-later
"""The example in CONTRIBUTING.md: its steps are replayed in a copy of the checkout, and its tests pass there."""

from __future__ import annotations

import re
import shlex
import sys
import textwrap
from pathlib import Path

import pytest

from ansible_collections.entra.cross_tenant.tests.static import source_tree

BLOCK = re.compile(r"^   ```(\w+)\n(.*?)^   ```$", re.MULTILINE | re.DOTALL)
STAMPS = ("static", "test", "demo")


def steps() -> list[tuple[str, str]]:
    text = (source_tree.CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("\n## An example: a new property of Graph\n")[2].partition("\n## ")[0]
    return [(kind, textwrap.dedent(block)) for kind, block in BLOCK.findall(section)]


def changed(block: str) -> tuple[str, str]:
    """The path of a file, and the file after a change: lines with "+" are new, the others are there exactly once."""
    head, *lines = block.splitlines()
    path = head.removeprefix("--- ")
    old = "".join(f"{line[1:]}\n" for line in lines if line[0] == " ")
    text = (source_tree.CHECKOUT / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path} does not contain these lines once:\n{old}"
    return path, text.replace(old, "".join(f"{line[1:]}\n" for line in lines))


def test_the_steps_fit_the_files() -> None:
    kinds = [kind for kind, _block in steps()]
    assert kinds == [*["diff"] * 4, "shell", "shell", "yaml"]
    assert len({changed(block)[0] for kind, block in steps() if kind == "diff"}) == 4


@pytest.mark.long  # it starts three processes of make and two of pytest, with all imports
@pytest.mark.timeout(600)
def test_the_steps_lead_to_a_new_setting(run, tmp_path: Path) -> None:
    copy = source_tree.copy_to(tmp_path)
    # With the environment of these tests, and without installing anything.
    there = ("make", f"VENV={sys.prefix}", *(f"--old-file={sys.prefix}/{name}.stamp" for name in STAMPS))
    link = copy / ".build" / "collections" / "ansible_collections" / "entra"
    link.mkdir(parents=True)
    (link / "cross_tenant").symlink_to(copy)
    environment = {"PYTHONPATH": str(copy / ".build" / "collections"), "JOBS": "0"}
    said = []
    for kind, block in steps():
        if kind == "diff":
            path, text = changed(block)
            (copy / path).write_text(text, encoding="utf-8")
        elif kind == "shell":
            for line in block.splitlines():
                make, *arguments = shlex.split(line)
                assert make == "make"
                said.append(run(*there, *arguments, cwd=copy, env=environment))
        else:
            name = block.partition("\n")[0].removeprefix("# ")
            (copy / name).write_text(block, encoding="utf-8")
            run("antsibull-changelog", "lint", cwd=copy)
    documentation, life, blocks = said
    assert "contact_address" in (copy / "plugins" / "modules" / "partner.py").read_text(encoding="utf-8")
    # The row was taken through its life.
    assert re.search(r"\b[1-9] passed", life), life
    assert "failed" not in blocks, documentation
