"""Arrays are views: ten million recorded values reach NumPy without a copy."""

import gc
import tracemalloc

import numpy as np
import plimsoll

MODEL = """
[request.call]
steps = [{ wait = { dist = "exponential", mean = "2 ms" } }, { wait = { dist = "exponential", mean = "3 ms" } }]
[traffic.stream]
rate = "20000 /s"
[run]
warm_up      = "0 s"
duration     = "36 s"
replications = 1
"""


# 720,000 requests with every stretch of their time are more than ten million numbers. NumPy, which reports to
# tracemalloc what it allocates, allocates next to nothing for them; the arrays are right, and outlive the results.
def test_ten_million_values_are_not_copied():
    spec = plimsoll.load(MODEL)
    tracemalloc.start()
    results = plimsoll.run(spec, trace=1_000_000)
    columns = results.trace.columns
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    values = sum(array.size for array in columns.values())
    held = sum(array.nbytes for array in columns.values())
    assert values >= 10_000_000 and held > 60_000_000
    assert highest < 1_000_000  # of Python and NumPy together: a seventieth of what the arrays look at

    for name, array in columns.items():
        assert array.flags.c_contiguous and not array.flags.owndata and not array.flags.writeable, name
    took = int(columns["takes_ns"].sum())
    assert took == int(columns["latency_ns"].sum())
    del results
    gc.collect()
    assert int(columns["takes_ns"].sum()) == took
    assert np.shares_memory(columns["takes_ns"], columns["takes_ns"][1:])


# The same of replications: their arrays are views as well, however many.
def test_replications_are_not_copied():
    results = plimsoll.run(MODEL, replications=40, sets={"run.duration": "0.2 s"})
    tracemalloc.start()
    arrays = [results.replications[address] for address in results.replications]
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(not array.flags.owndata and array.shape == (40,) for array in arrays)
    assert highest < 50_000
