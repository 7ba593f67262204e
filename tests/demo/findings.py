# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of a compliance report in one line: the partners by their status, without compliant ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = [
        f"{status}: {', '.join(_who(each) for each in report['partners'] if each['status'] == status)}"
        for status, number in report["totals"]["status"].items()
        if number and status != "compliant"
    ]
    print("; ".join(found))


def _who(partner: dict) -> str:
    return partner["host"] or partner["name"] or partner["tenant_id"]


if __name__ == "__main__":
    main()
