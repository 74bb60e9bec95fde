from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from simulator.calibration.special import beta_mean, log_hypergeometric


@pytest.mark.parametrize("z", [0.0, 1e-9, 0.3, 0.9, 0.9999])
def test_hypergeometric_function_of_1_1_2_is_a_logarithm(z: float) -> None:
    expected = 0.0 if z == 0 else np.log(-np.log1p(-z) / z)
    assert log_hypergeometric(1.0, 2.0, z) == pytest.approx(expected, abs=1e-11)


@given(
    b=st.floats(0.05, 60),
    beyond=st.floats(0.05, 40),
    z=st.floats(0, 0.99),
)
def test_hypergeometric_function_equals_its_integral(b: float, beyond: float, z: float) -> None:
    c = 1 + b + beyond
    integral, _ = quad(lambda u: (c - 1) * (1 - u) ** (c - 2) * (1 - z * u) ** -b, 0, 1, epsabs=0)
    assert log_hypergeometric(b, c, z) == pytest.approx(np.log(integral), abs=1e-7)


def test_hypergeometric_function_stays_between_1_and_the_geometric_series_for_heavy_buyers() -> None:
    x = np.array([1e2, 1e3, 1e4])
    value = log_hypergeometric(0.5 + x, 2.1 + x, 0.99)
    assert np.all(value > 0)
    assert np.all(value < np.log(100))


def test_hypergeometric_function_refuses_what_it_cannot_settle() -> None:
    with pytest.raises(ArithmeticError, match="too close to 1"):
        log_hypergeometric(5.0, 5.5, 1 - 1e-9)


@given(a=st.floats(0.02, 1e4), b=st.floats(0.02, 1e4))
def test_beta_mean_of_p_and_of_its_square_are_the_moments(a: float, b: float) -> None:
    mean = a / (a + b)
    assert beta_mean(np.exp, a, b)[0] == pytest.approx(mean, rel=1e-8)
    square = beta_mean(lambda log_p: np.asarray(np.exp(2 * log_p)), a, b)[0]
    assert square == pytest.approx(mean * (a + 1) / (a + b + 1), rel=1e-8)
