"""The models of purchase times that a log is fitted with, and what each of them must offer."""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
from numpy.typing import ArrayLike

from simulator.calibration import bg_nbd, nbd, pareto_nbd
from simulator.calibration.special import FloatArray, IntArray, Parameters


class PurchaseModel(Protocol):
    """What a model of purchase times offers; bg_nbd, nbd and pareto_nbd are modules of this shape."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """Short name, as in a market file."""

    @property
    def TITLE(self) -> str:  # noqa: N802
        """Name as printed."""

    @property
    def PARAMETERS(self) -> tuple[str, ...]:  # noqa: N802
        """Names of the parameters, in order."""

    @property
    def UNITS(self) -> tuple[str, ...]:  # noqa: N802
        """Unit of each parameter: shape or weeks."""

    def log_likelihood(
        self, parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray
    ) -> FloatArray:
        """Log-likelihood of each history, shape (N,)."""

    def p_alive(
        self, parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray
    ) -> FloatArray:
        """Chance to be alive at the end of each history, shape (N,)."""

    def posterior(self, parameters: Parameters, x: FloatArray, t_end: FloatArray) -> tuple[FloatArray, ...]:
        """Return the parameters of customers alive at the end of their histories, each shape (N,)."""

    def expectation(self, parameters: Parameters, weeks: ArrayLike) -> FloatArray:
        """Mean purchases in some weeks from a start alive, shape (N,)."""

    def draw_counts(
        self, parameters: Parameters, weeks: FloatArray, generator: np.random.Generator
    ) -> IntArray:
        """Draw purchases from a start alive up to several ends, shape (K, N)."""


PURCHASE_MODELS: Final[tuple[PurchaseModel, ...]] = (nbd, bg_nbd, pareto_nbd)
"""Every model of purchase times, simplest first."""


def purchase_model(name: str) -> PurchaseModel:
    """Return the model of that name.

    Raises
    ------
    ValueError
        For a name that is none of them.
    """
    for model in PURCHASE_MODELS:
        if name == model.NAME:
            return model
    known = ", ".join(model.NAME for model in PURCHASE_MODELS)
    raise ValueError(f"{name!r} is not a model of purchase times; there are {known}")


def conditional_expectation(
    model: PurchaseModel,
    parameters: Parameters,
    x: FloatArray,
    t_x: FloatArray,
    t_end: FloatArray,
    weeks: ArrayLike,
) -> FloatArray:
    """Mean purchases in the given weeks after t_end of customers with these histories, shape (N,).

    A customer alive at t_end starts afresh with his own posterior, so the published conditional formulas
    are the unconditional ones at other parameters, times the chance to be alive.
    """
    alive = model.p_alive(parameters, x, t_x, t_end)
    return alive * model.expectation(model.posterior(parameters, x, t_end), weeks)
