# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A call that runs while its caller does something else (private to this collection)."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Callable, TypeVar

T = TypeVar("T")


def ahead(function: Callable[[], T]) -> Future[T]:
    """Call ``function`` in a thread. The result, or the exception, is in the Future.

    Nobody has to wait for the Future. If a timeout interrupts the caller, the thread must not delay the end of the
    process. A thread of a ThreadPoolExecutor would delay it.
    """
    future: Future[T] = Future()

    def call() -> None:
        try:
            future.set_result(function())
        except BaseException as error:  # noqa: BLE001 - the caller gets every exception
            future.set_exception(error)

    threading.Thread(target=call, daemon=True).start()
    return future
