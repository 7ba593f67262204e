# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All questions, in the order in which a trial asks them (private to this collection)."""

from __future__ import annotations

from . import rows_configuration, rows_jobs, rows_organization, rows_partners, rows_service
from .row import Row

ROWS: tuple[Row, ...] = (
    *rows_partners.ROWS,
    *rows_organization.ROWS,
    *rows_configuration.BEFORE,
    *rows_jobs.ROWS,
    *rows_configuration.SECRET_ROWS,
    *rows_jobs.RUNNING,
    *rows_configuration.AFTER,
    *rows_service.ROWS,
    *rows_partners.LAST,
)
