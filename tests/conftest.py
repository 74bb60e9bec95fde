"""How every test runs: the same cases each time, no screen, and warnings as errors (see pyproject.toml).

numpy's warnings of overflow, invalid values and division by zero are errors through pytest's filter
rather than `np.errstate`, because numpy's setting does not reach threads that a test starts. Code that
means to overflow says so where it does, with `np.errstate` around the lines in question.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ["MPLBACKEND"] = "Agg"

# A slow machine is not a fault of the code, so nothing here may fail for want of speed.
_PATIENT = (HealthCheck.too_slow,)
settings.register_profile(
    "ci", deadline=None, derandomize=True, max_examples=50, suppress_health_check=_PATIENT
)
settings.register_profile("dev", deadline=None, max_examples=300, suppress_health_check=_PATIENT)
# `HYPOTHESIS_PROFILE=dev make test` searches for new cases; without it every run tries the same ones.
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
