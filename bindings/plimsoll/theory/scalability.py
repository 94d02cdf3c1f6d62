"""The universal scalability law, and a fit of it to measurements."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import _core
from ._call import told


class ScalabilityLaw:
    """Throughput at a size N (users, threads or nodes), in units of ``per_unit``:

        X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))

    Source: N. J. Gunther, Guerrilla Capacity Planning, 2007.

    Attributes
    ----------
    per_unit, contention, coherency
        lambda [/s], sigma (the share that is serial), kappa (what each pair of units costs).
    """

    def __init__(self, per_unit: float, contention: float, coherency: float) -> None:
        self.per_unit, self.contention, self.coherency = per_unit, contention, coherency

    def throughput(self, size: ArrayLike) -> Any:
        """Throughput [/s] at a size of 1 or more: a number or an array."""
        n = np.asarray(size, dtype=np.float64)
        slowed = 1 + self.contention * (n - 1) + self.coherency * n * (n - 1)
        return (self.per_unit * n / slowed)[()]

    @property
    def peak_size(self) -> float:
        """The size at which throughput is greatest; infinite if it grows for ever."""
        if self.coherency <= 0:
            return np.inf
        return max(1.0, float(np.sqrt(max(0.0, (1 - self.contention) / self.coherency))))

    def __repr__(self) -> str:
        return (
            f"ScalabilityLaw(per_unit={self.per_unit:.6g}, contention={self.contention:.6g}, "
            f"coherency={self.coherency:.6g})"
        )


class ScalabilityFit:
    """A law fitted to measurements.

    Attributes
    ----------
    law, standard_errors
        :class:`ScalabilityLaw` each; an error of 0 is of a number that is held at 0.
    residuals
        Measured less fitted [/s], in the order of the points.
    residual_deviation, r_squared
        Their standard deviation [/s]; the share of the variance that the law explains.
    """

    def __init__(
        self, law: Any, standard_errors: Any, residuals: Any, residual_deviation: float, r_squared: float
    ) -> None:
        self.law, self.standard_errors = ScalabilityLaw(*law), ScalabilityLaw(*standard_errors)
        self.residuals, self.residual_deviation, self.r_squared = residuals, residual_deviation, r_squared

    def __repr__(self) -> str:
        return f"ScalabilityFit({self.law!r}, r_squared={self.r_squared:.6g})"


def fit_scalability(sizes: ArrayLike, throughputs_per_second: ArrayLike) -> ScalabilityFit:
    """Fits the universal scalability law by least squares in throughput, with lambda > 0, sigma >= 0, kappa >= 0.

    Parameters
    ----------
    sizes, throughputs_per_second
        Arrays of one length: at least four different sizes from 1 to 10^9, throughputs above 0.

    Returns
    -------
    ScalabilityFit

    Raises
    ------
    Refused
        The points do not do.

    Source: D. W. Marquardt, Journal of the Society for Industrial and Applied Mathematics 11 (1963).
    """
    at = np.asarray(sizes, dtype=np.float64).ravel()
    throughputs = np.asarray(throughputs_per_second, dtype=np.float64).ravel()
    if len(at) != len(throughputs):
        raise ValueError(f"{len(at)} sizes and {len(throughputs)} throughputs: there has to be one for each")
    found, reason = _core.theory_fit_scalability(at.tolist(), throughputs.tolist())
    return ScalabilityFit(*told("fit_scalability", found, reason))
