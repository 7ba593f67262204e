# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample reports to look at, and pictures of them, in .build/report: python tests/report/look.py"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pages
import samples

OUTPUT = pages.CHECKOUT / ".build" / "report"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
#: The number of pictures of an unfolded page, one below the other.
PARTS = 8


def main() -> None:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    reports = {str(count): samples.sample(count) for count in (3, 50, 3000)}
    reports.update(empty=samples.empty(), green=samples.green(), nightly=samples.nightly())
    rendered = {name: pages.render(report, OUTPUT / f"report-{name}.html") for name, report in reports.items()}
    for page in rendered.values():
        print(f"{page.path.name}: {page.path.stat().st_size:,} bytes in {page.seconds:.1f} s")
    if not pages.browser():
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=pages.browser(), args=list(pages.BROWSER_ARGUMENTS))
        for name, page in rendered.items():
            for scheme in ("light", "dark"):
                for device, size in SIZES.items():
                    view = chromium.new_page(viewport=size, color_scheme=scheme)
                    view.goto(page.path.as_uri())
                    picture = f"{page.path.stem}-{device}-{scheme}"
                    view.screenshot(path=OUTPUT / f"{picture}.png")
                    if name != "3000":
                        view.click("#unfold")
                        # The browser draws partners only when somebody scrolls to them.
                        for part in range(PARTS):
                            view.evaluate(f"scrollTo(0, {part} * (innerHeight - 40))")
                            view.screenshot(path=OUTPUT / f"{picture}-{part + 1}.png")
                    else:
                        view.locator("#partners").scroll_into_view_if_needed()
                        view.locator("#h-partners").evaluate("heading => heading.scrollIntoView()")
                        view.screenshot(path=OUTPUT / f"{picture}-list.png")
                    view.close()
            view = chromium.new_page()
            view.goto(page.path.as_uri())
            view.pdf(path=OUTPUT / f"{page.path.stem}.pdf", prefer_css_page_size=True)
            view.close()
        chromium.close()


if __name__ == "__main__":
    main()
