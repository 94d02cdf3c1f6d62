"""The work of bench/workloads as a SimPy user writes it: one process per customer or user, resources for stations."""

import random

import simpy


def open_station(rate, mean_service, servers, seconds):
    """Poisson arrivals into one first-come, first-served station. Returns requests answered and their latencies."""
    environment = simpy.Environment()
    station = simpy.Resource(environment, servers)
    latencies = []

    def customer():
        arrived = environment.now
        with station.request() as turn:
            yield turn
            yield environment.timeout(random.expovariate(1 / mean_service))
        latencies.append(environment.now - arrived)

    def arrivals():
        while True:
            yield environment.timeout(random.expovariate(rate))
            environment.process(customer())

    environment.process(arrivals())
    environment.run(until=seconds)
    return latencies


def closed_station(users, mean_service, servers, seconds):
    """Users who think 1 s and then ask one station."""
    environment = simpy.Environment()
    station = simpy.Resource(environment, servers)
    latencies = []

    def user():
        while True:
            yield environment.timeout(random.expovariate(1))
            asked = environment.now
            with station.request() as turn:
                yield turn
                yield environment.timeout(random.expovariate(1 / mean_service))
            latencies.append(environment.now - asked)

    for _ in range(users):
        environment.process(user())
    environment.run(until=seconds)
    return latencies


def web(users, workers, cores, connections, seconds):
    """Users who think 1 s; a worker held throughout, network, CPU, a query through a pool, CPU, network. A limit of
    1 s on each wait for a place, in SimPy's idiom: whichever comes first, the place or a timeout. Delays of
    milliseconds are not raced against it: they cannot lose, and a process can only wait."""
    environment = simpy.Environment()
    app, cpu, pool = (simpy.Resource(environment, size) for size in (workers, cores, connections))
    latencies = []

    def use(resource, mean):
        with resource.request() as turn:
            result = yield turn | environment.timeout(1)
            if turn not in result:
                return False
            yield environment.timeout(random.expovariate(1 / mean))
        return True

    def ask():
        asked = environment.now
        with app.request() as worker:
            yield worker
            yield environment.timeout(0.005)
            for resource, mean in ((cpu, 0.002), (pool, 0.005), (cpu, 0.001)):
                if not (yield from use(resource, mean)):
                    return
            yield environment.timeout(0.005)
        latencies.append(environment.now - asked)

    def user():
        while True:
            yield environment.timeout(random.expovariate(1))
            yield from ask()

    for _ in range(users):
        environment.process(user())
    environment.run(until=seconds)
    return latencies


WORK = {
    "mm1": lambda: open_station(100, 0.008, 1, 300),
    "mm25": lambda: open_station(900, 0.025, 25, 30),
    "closed_1000": lambda: closed_station(1_000, 0.02, 25, 25),
    "closed_100000": lambda: closed_station(100_000, 0.02, 2_500, 1),
    "web_1000": lambda: web(1_000, 64, 8, 16, 8),
    "web_100000": lambda: web(100_000, 4_000, 400, 1_000, 0.5),
}
