"""The work of bench/workloads as a Ciw user writes it: networks of nodes with distributions."""

import ciw


def _latencies(network, seconds, node):
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(seconds)
    return [record.exit_date - record.arrival_date for record in simulation.get_all_records() if record.node == node]


def open_station(rate, mean_service, servers, seconds):
    """Poisson arrivals into one first-come, first-served station. Returns the latencies of those answered."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate)],
        service_distributions=[ciw.dists.Exponential(1 / mean_service)],
        number_of_servers=[servers],
    )
    return _latencies(network, seconds, node=1)


def closed_station(users, mean_service, servers, seconds):
    """Users who think 1 s at a node of their own and then ask one station."""
    network = ciw.create_network(
        # Everybody arrives within the first instants, and nobody after.
        arrival_distributions=[ciw.dists.Sequential([1e-9] * users + [float("inf")]), None],
        service_distributions=[ciw.dists.Exponential(1), ciw.dists.Exponential(1 / mean_service)],
        number_of_servers=[float("inf"), servers],
        routing=[[0.0, 1.0], [1.0, 0.0]],
    )
    return _latencies(network, seconds, node=2)


WORK = {
    "mm1": lambda: open_station(100, 0.008, 1, 150),
    "mm25": lambda: open_station(900, 0.025, 25, 15),
    "closed_1000": lambda: closed_station(1_000, 0.02, 25, 2),
}
