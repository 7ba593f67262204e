# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of README.md, in docs/pictures: python tests/report/pictures.py

GitHub and Galaxy both show PNG files. Galaxy shows neither Mermaid nor an SVG of another site.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pages
import samples

PICTURES = pages.CHECKOUT / "docs" / "pictures"
#: The page from its beginning to the end of what to do first.
REPORT = {"width": 1200, "height": 1010}


def main() -> None:
    if not pages.browser():
        sys.exit("no Chromium is installed: apt-get install chromium fonts-dejavu-core")
    from playwright.sync_api import sync_playwright

    folder = pages.CHECKOUT / ".build" / "report"
    folder.mkdir(parents=True, exist_ok=True)
    page = pages.render(samples.nightly(), folder / "report-nightly.html")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=pages.browser(), args=list(pages.BROWSER_ARGUMENTS))
        view = chromium.new_page(viewport=REPORT, color_scheme="light")
        view.goto(page.path.as_uri())
        view.screenshot(path=PICTURES / "report.png")
        view.goto((PICTURES / "flow.svg").as_uri())
        view.locator("svg").screenshot(path=PICTURES / "flow.png", omit_background=True)
        chromium.close()
    for path in sorted(PICTURES.glob("*.png")):
        print(f"{path.relative_to(pages.CHECKOUT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
