"""What queueing theory knows, over NumPy arrays: the formulas that plimsoll checks its simulations against.

Rates are per second, times in seconds. Where a formula does not hold, a number raises :class:`Refused` and in an array
NaN stands, with a RuntimeWarning that says why. Each docstring names the source.

>>> import numpy as np
>>> plimsoll.theory.mm_c(np.array([10.0, 20.0]), 0.1, 3).wait_seconds
array([0.00454545, 0.04444444])
"""

from ._call import Means, Refused
from .caches import hit_ratio, ttl_from_fill, ttl_from_read, zipf
from .networks import asymptotic_bounds, balanced_job_bounds, closed_network, mean_value_analysis, open_network
from .scalability import ScalabilityFit, ScalabilityLaw, fit_scalability
from .stations import (
    after_outage,
    batch_m_1,
    constant_m_1,
    erlang_a,
    erlang_m_1,
    finite_source,
    gg_1,
    gg_1_wait_bound,
    gg_c,
    leaky_bucket,
    md_1_k,
    mg_1,
    mg_1_retrial,
    mg_c,
    mg_c_k_sharing,
    mg_c_sharing,
    mm_1,
    mm_c,
    mm_c_k,
    mm_infinity,
    sharing_response_to_work,
    token_bucket,
)
from .times import (
    best_of_choices_response,
    erlang_b,
    erlang_c,
    fork_join_response,
    hedged_quantile,
    kth_answer_mean,
    kth_answer_quantile,
    md_1_response_quantile,
    response_exceeds,
    response_quantile,
    servers_for_blocking,
    servers_for_wait_chance,
    wait_exceeds,
    wait_quantile,
)

__all__ = [
    "after_outage",
    "asymptotic_bounds",
    "balanced_job_bounds",
    "batch_m_1",
    "best_of_choices_response",
    "closed_network",
    "constant_m_1",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "erlang_m_1",
    "finite_source",
    "fit_scalability",
    "fork_join_response",
    "gg_1",
    "gg_1_wait_bound",
    "gg_c",
    "hedged_quantile",
    "hit_ratio",
    "kth_answer_mean",
    "kth_answer_quantile",
    "leaky_bucket",
    "md_1_k",
    "md_1_response_quantile",
    "mean_value_analysis",
    "Means",
    "mg_1",
    "mg_1_retrial",
    "mg_c",
    "mg_c_k_sharing",
    "mg_c_sharing",
    "mm_1",
    "mm_c",
    "mm_c_k",
    "mm_infinity",
    "open_network",
    "Refused",
    "response_exceeds",
    "response_quantile",
    "ScalabilityFit",
    "ScalabilityLaw",
    "servers_for_blocking",
    "servers_for_wait_chance",
    "sharing_response_to_work",
    "token_bucket",
    "ttl_from_fill",
    "ttl_from_read",
    "wait_exceeds",
    "wait_quantile",
    "zipf",
]
