# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all parts of the simulator share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from .behaviour import Behaviour
from .directory import Directory
from .exchanges import ExchangeLog
from .faults import Faults
from .throttle import Throttle
from .tokens import Tokens


@dataclass
class World:
    """State, switches, faults, log, tokens and use of one simulator."""

    directory: Directory = field(default_factory=Directory)
    behaviour: Behaviour = field(default_factory=Behaviour)
    faults: Faults = field(default_factory=Faults)
    log: ExchangeLog = field(default_factory=ExchangeLog)
    tokens: Tokens = field(init=False)
    throttle: Throttle = field(default_factory=Throttle)
    base_url: str = ""
    simulator: Any = None  # what a fault's ``before`` is called with

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.clock)

    def clock(self) -> float:
        """The time of the service, in seconds since 1970."""
        return time.time() + self.behaviour.clock_offset
