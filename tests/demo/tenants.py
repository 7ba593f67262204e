# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two simulated tenants that are each other's partner, in the foreground: tenants.py FOLDER.

FOLDER/environment contains the variables for both of them: ENTRA_… for our tenant, and HALCYON_… for the partner.
"""

from __future__ import annotations

import json
import shlex
import signal
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[0] = str(HERE.parent)
from graph_simulator import GraphSimulator  # noqa: E402


def seed(name: str) -> dict:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def main(folder: Path) -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    with (
        GraphSimulator(seed("seed.json"), folder=folder / "contoso") as contoso,
        GraphSimulator(seed("halcyon.json"), folder=folder / "halcyon") as halcyon,
    ):
        # Whether our tenant may synchronize users to the partner is for the partner to say.
        contoso.directory.source.link(halcyon.directory)
        variables = contoso.environment()
        variables.update({f"HALCYON_{name.upper()}": value for name, value in halcyon.options().items()})
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
        partial = folder / "environment.part"
        partial.touch(mode=0o600)  # it contains the secrets
        partial.write_text("".join(lines), encoding="utf-8")
        partial.replace(folder / "environment")
        stopped.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
