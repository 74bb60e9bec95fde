"""The service: complaints queue at a region's desk, by tier, and come back as waits the week after.

Two desks answer the same question in the same bits: `desk` in SimPy, to read and to change, and `twin`,
compiled, for large runs. Both know these outcome codes.
"""

from __future__ import annotations

from typing import Final

WAITING: Final = 0
"""Not decided yet: the case stays in the queue."""
SERVED: Final = 1
"""An agent has started on the case."""
ABANDONED: Final = 2
"""The customer's patience ended before an agent was free."""
