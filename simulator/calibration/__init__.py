"""Real logs: a transaction log in; fitted models, their held-out score and a market's figures out.

`calibrate` does it all; `continuous_time_cohort` is the yardstick for the engine's people.
"""

from simulator.calibration.calibrated import Calibration, calibrate
from simulator.calibration.cohort import CohortPeriod, continuous_time_cohort
from simulator.calibration.source_files import LogError
from simulator.calibration.text import calibration_text

__all__ = [
    "Calibration",
    "CohortPeriod",
    "LogError",
    "calibrate",
    "calibration_text",
    "continuous_time_cohort",
]
