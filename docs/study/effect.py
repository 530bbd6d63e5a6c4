"""The difference of two groups' means and its size, with intervals that hold it 95 times in 100.

Sources: B. L. Welch, "The generalization of 'Student's' problem when several different population
variances are involved", Biometrika 34 (1947), for the difference; L. V. Hedges, "Distribution
theory for Glass's estimator of effect size and related estimators", Journal of Educational
Statistics 6 (1981), and L. V. Hedges and I. Olkin, "Statistical Methods for Meta-Analysis" (1985),
chapter 5, for g; M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions" (1964),
26.7.5, for the quantile of t.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

LEAST = 5
"""Fewer people in a group say nothing: the formulas do not hold there."""
_UPPER = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Estimate:
    """A number that was estimated, and the ends of its interval of 95 %."""

    value: float
    low: float
    high: float

    @property
    def includes_zero(self) -> bool:
        """Whether 0 is in the interval, so that there may be no difference at all."""
        return self.low <= 0 <= self.high


def _check(one: np.ndarray, two: np.ndarray) -> None:
    if np.ptp(one) == 0 and np.ptp(two) == 0:
        raise ValueError(
            "all people of a group have gained the same, so nothing says how sure a difference is"
        )


def t_quantile(freedom: float) -> float:
    """Return what Student's t exceeds 2.5 times in 100, to some 0.001.

    t ≈ z + g1/ν + g2/ν² + g3/ν³ + g4/ν⁴, with z of the normal distribution.

    Args:
        freedom: Degrees of freedom ν, 4 or more.
    """
    z = _UPPER
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def difference(one: np.ndarray, two: np.ndarray) -> Estimate:
    """Return mean(one) - mean(two), with Welch's interval: variances need not be equal.

    m1 - m2 ± t(ν) √(s1²/n1 + s2²/n2), with ν by Welch and Satterthwaite.

    Args:
        one: A value for each person of the first group, (n1,), n1 of `LEAST` or more.
        two: The same of the second group, (n2,).

    Raises:
        ValueError: if nobody differs from the others of a group, in both.
    """
    _check(one, two)
    parts = [float(values.var(ddof=1)) / len(values) for values in (one, two)]
    spread = sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (one, two), strict=True)
    )
    half = t_quantile(sum(parts) ** 2 / spread) * math.sqrt(sum(parts))
    value = float(one.mean() - two.mean())
    return Estimate(value, value - half, value + half)


def hedges_g(one: np.ndarray, two: np.ndarray) -> Estimate:
    """Return the difference of the means in standard deviations, without the bias of few people.

    g = J(ν) (m1 - m2) / s, where s² = ((n1-1) s1² + (n2-1) s2²) / ν and ν = n1 + n2 - 2;
    J(ν) = Γ(ν/2) / (√(ν/2) Γ((ν-1)/2)). The interval is
    g ± 1.96 √((n1+n2) / (n1 n2) + g² / (2 (n1+n2))).

    Args:
        one: A value for each person of the first group, (n1,), n1 of `LEAST` or more.
        two: The same of the second group, (n2,).

    Raises:
        ValueError: as `difference`.
    """
    _check(one, two)
    first, second = len(one), len(two)
    freedom = first + second - 2
    pooled = ((first - 1) * one.var(ddof=1) + (second - 1) * two.var(ddof=1)) / freedom
    log_j = math.lgamma(freedom / 2) - math.lgamma((freedom - 1) / 2)
    unbiased = math.exp(log_j) / math.sqrt(freedom / 2)
    g = unbiased * float(one.mean() - two.mean()) / math.sqrt(pooled)
    both = first + second
    half = _UPPER * math.sqrt(both / (first * second) + g**2 / (2 * both))
    return Estimate(g, g - half, g + half)
