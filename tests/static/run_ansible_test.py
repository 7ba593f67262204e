# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-test in a copy of the checkout, with the Python that ``--python`` names: ``make test-integration``.

The copy is a git repository below …/ansible_collections/, since ansible-test accepts no link and asks git.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ansible_collections.entra.cross_tenant.tests.matrix import find_python
from ansible_collections.entra.cross_tenant.tests.static import ansible_test_bootstrap, source_tree


def main() -> int:
    command, *arguments = sys.argv[1:]
    version = arguments[arguments.index("--python") + 1]
    python = find_python(version)
    if python is None:
        print(f"This needs Python {version}, and it is not on this machine: install it, or put it on PATH.")
        return 1
    # Copies of two commands must not be one folder, since both may run at the same time.
    copy = source_tree.copy_to(source_tree.BUILD / f"ansible-test-{command}-{version}")
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    home = ansible_test_bootstrap.prepare(source_tree.BUILD / "home")
    # The Python of the virtual environment comes first, because ansible-test belongs to it.
    path = os.pathsep.join([str(Path(sys.executable).parent), str(Path(python).parent), os.environ["PATH"]])
    environment = {**os.environ, **home, "PATH": path}
    done = subprocess.run(
        ["ansible-test", command, *arguments, "--venv", "--color", "no"], cwd=copy, env=environment, check=False
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
