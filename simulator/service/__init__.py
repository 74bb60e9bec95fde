"""The service: complaints queue at a region's desk, by tier, and come back as waits the week after.

Two desks answer the same question in the same bits: `desk` in SimPy, to read and to change, and `twin`,
compiled, for large runs. Both know these outcome codes. A desk with shifts and skills is told the same way
in `shifts` and `shift_twin`; there a case's priority holds its class and what it is about (`case_class`).
"""

from __future__ import annotations

from typing import Final

WAITING: Final = 0
"""Not decided yet: the case stays in the queue."""
SERVED: Final = 1
"""An agent has started on the case."""
ABANDONED: Final = 2
"""The customer's patience ended before an agent was free."""

KINDS: Final = ("quality", "money", "delay")
"""What a case is about, which asks for a skill: a bad order, a loss of money, a late order."""
QUALITY, MONEY, DELAY = range(3)
