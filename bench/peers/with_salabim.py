"""The work of bench/workloads as a salabim user writes it: one component per customer or user, resources for stations.

Processes are generators (`yieldless=False`), the faster of its two ways. What salabim measures by default is on.
"""

import random

import salabim


def station_of(servers):
    """A simulation with one first-come, first-served station."""
    environment = salabim.Environment(trace=False, yieldless=False, random_seed="")
    return environment, salabim.Resource("station", capacity=servers)


def open_station(rate, mean_service, servers, seconds):
    """Poisson arrivals into one first-come, first-served station. Returns the latencies of those answered."""
    environment, station = station_of(servers)
    latencies = []

    class Customer(salabim.Component):
        def process(self):
            arrived = environment.now()
            yield self.request(station)
            yield self.hold(random.expovariate(1 / mean_service))
            self.release(station)
            latencies.append(environment.now() - arrived)

    class Arrivals(salabim.Component):
        def process(self):
            while True:
                yield self.hold(random.expovariate(rate))
                Customer()

    Arrivals()
    environment.run(till=seconds)
    return latencies


def closed_station(users, mean_service, servers, seconds):
    """Users who think 1 s and then ask one station."""
    environment, station = station_of(servers)
    latencies = []

    class User(salabim.Component):
        def process(self):
            while True:
                yield self.hold(random.expovariate(1))
                asked = environment.now()
                yield self.request(station)
                yield self.hold(random.expovariate(1 / mean_service))
                self.release(station)
                latencies.append(environment.now() - asked)

    for _ in range(users):
        User()
    environment.run(till=seconds)
    return latencies


WORK = {
    "mm1": lambda: open_station(100, 0.008, 1, 60),
    "mm25": lambda: open_station(900, 0.025, 25, 8),
    "closed_1000": lambda: closed_station(1_000, 0.02, 25, 10),
}
