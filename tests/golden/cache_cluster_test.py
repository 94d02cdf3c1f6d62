"""Three masters against one, even and skewed keys, and a master that is lost."""

import unittest

from scenario import FAILED, OK, Scenario, scenario


class Cluster(Scenario):
    FILE = scenario("cache_cluster")

    def redis(self, case, exits):
        return self.answer(self.FILE, case=case, exits=exits)

    # One thread at 90 %: M/D/1 waits rho s / (2 (1 - rho)) = 2.25 ms.
    def test_one_master(self):
        redis = self.redis(None, OK)["parts"]["redis"]
        self.assert_near(redis["utilisation"], 0.9, 0.01)
        self.assertAlmostEqual(redis["command_wait_seconds_mean"]["value"], 0.00225, delta=0.0004)

    # Even keys: three carry three times as much, each as busy.
    def test_three_masters(self):
        result = self.redis("three", OK)
        self.assert_near(result["requests"]["get"]["throughput_per_second"], 5_400, 0.01)
        self.assertLess(result["parts"]["redis"]["busiest_utilisation"]["high"], 0.93)

    # A hot key: one master has more than it can do while the three together do not.
    def test_hot_key(self):
        redis = self.redis("hot_key", OK)["parts"]["redis"]
        self.assertGreater(redis["busiest_utilisation"]["low"], 0.99)
        self.assertGreater(redis["command_wait_seconds_p99"]["low"], 0.05)
        self.assertLess(redis["utilisation"]["high"], 0.92)
        alone = self.redis("hot_key_one", OK)["parts"]["redis"]
        self.assert_near(alone["utilisation"], 0.9, 0.01)

    # One of three is down for 2 of 4 s: a sixth of all reads is refused; with a replica for 0.5 s, a 24th.
    def test_lost_master(self):
        shares = {}
        for case in ("node_lost", "promoted"):
            get = self.redis(case, FAILED)["requests"]["get"]
            shares[case] = get["failed"]["refused"]["value"] / get["arrived"]["value"]
        self.assertAlmostEqual(shares["node_lost"], 1 / 3 * 2 / 4, delta=0.01)
        self.assertAlmostEqual(shares["promoted"], 1 / 3 * 0.5 / 4, delta=0.005)

    # 80 messages a second to 20 subscribers are 1,600 commands: 80 % of the thread.
    def test_bus(self):
        redis = self.redis("bus", OK)["parts"]["redis"]
        self.assertAlmostEqual(redis["utilisation"]["value"], 80 * 20 * 0.0005, delta=0.05)


if __name__ == "__main__":
    unittest.main()
