"""Random topologies from Python: nothing crashes, nothing is lost, and the same comes out twice."""

import plimsoll
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

times = st.one_of(
    st.integers(1, 40).map(lambda ms: f"{ms} ms"),
    st.integers(1, 20).map(lambda ms: {"dist": "exponential", "mean": f"{ms} ms"}),
    st.tuples(st.integers(1, 20), st.integers(2, 6)).map(
        lambda law: {"dist": "lognormal", "mean": f"{law[0]} ms", "p99": f"{law[0] * law[1]} ms"}
    ),
)


@st.composite
def steps(draw, parts, depth=0):
    """A list of steps that name what there is."""
    kinds = ["work", "wait"] + (["query"] if "db" in parts else []) + (["all_of", "choose"] if depth < 2 else [])
    made = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(kinds))
        if kind in ("work", "wait"):
            step = {kind: draw(times)}
        elif kind == "query":
            step = {"query": "db", "time": draw(times)}
        elif kind == "all_of":
            step = {"all_of": draw(steps(parts, depth + 1))}
        else:
            branches = draw(steps(parts, 2))
            step = {"choose": [{**one, "chance": 1 / len(branches)} for one in branches]}
        if kind in ("work", "query", "wait") and draw(st.booleans()):
            step["limit"] = f"{draw(st.integers(5, 200))} ms"
        made.append(step)
    return made


@st.composite
def topologies(draw):
    """Tables of a whole model: one server, perhaps a database with a pool, users or a rate, steady or an episode."""
    system = {
        "app": {
            "kind": "server",
            "instances": draw(st.integers(1, 3)),
            "cores": draw(st.integers(1, 4)),
            "workers": draw(st.integers(1, 40)),
            "queue": draw(st.integers(0, 50)),
        }
    }
    has_database, has_pool = draw(st.booleans()), draw(st.booleans())
    if has_database:
        system["db"] = {"kind": "database", "cores": draw(st.integers(1, 4)), "connections": draw(st.integers(50, 200))}
    holds = []
    if has_database and has_pool:
        system["db_pool"] = {"kind": "pool", "towards": "db", "per": "app", "size": draw(st.integers(1, 16)),
                             "wait_limit": f"{draw(st.integers(10, 2000))} ms"}
        holds = ["db_pool"]
    page = {"on": "app", "steps": draw(steps(system))}
    if holds:
        page["holds"] = holds
    if draw(st.booleans()):
        traffic = {"users": draw(st.integers(1, 120)), "think": draw(times)}
    else:
        traffic = {"rate": f"{draw(st.integers(1, 300))} /s"}
    steady = draw(st.booleans())
    run = {"warm_up": "1 s"} if steady else {"kind": "episode"}
    run |= {"duration": "3 s", "replications": 2, "seed": draw(st.integers(1, 1000))}
    return {"system": system, "request": {"page": page}, "traffic": {"load": traffic}, "run": run}


# Whatever the topology: requests that arrived have ended or are in flight, figures lie in their intervals, parts are
# never busier than they can be, and a second run says the same to the byte.
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(topologies())
def test_any_topology_runs_and_keeps_its_books(tables):
    spec = plimsoll.topology(tables)
    results = plimsoll.run(spec, threads=2)
    request = results["page"]
    failed = sum(float(one) for one in request.failed.values())
    came = request.arrived + request.in_flight_start
    assert abs(came - request.completed - failed - request.in_flight_end) < 1e-6 * max(1.0, came)
    for part in results.parts.values():
        if part.utilisation.exists:
            assert -1e-9 <= part.utilisation <= 1 + 1e-9
    for figure in request.latency.items():
        if figure[1].has_interval:
            assert figure[1].low <= figure[1] <= figure[1].high
    again = plimsoll.run(plimsoll.load(spec.to_toml()), threads=1)
    assert again.run["digest"] == results.run["digest"] and again.requests["page"].to_dict() == request.to_dict()
