"""Several keys in one round trip."""

import unittest

from scenario import OK, Scenario, scenario


class Pipeline(Scenario):
    FILE = scenario("cache_pipeline")

    def times(self, case=None):
        """Seconds one after the other, and in one round trip."""
        requests = self.answer(self.FILE, case=case, exits=OK)["requests"]
        return [requests[name]["latency_seconds"]["max"]["value"] for name in ("one_by_one", "pipelined")]

    # n (r + s) against r + n s; three keys gain 2.5 and never 5, nine gain 5.
    def test_gain(self):
        gains = {}
        for n, case in ((1, "keys_1"), (2, "keys_2"), (3, None), (5, "keys_5"), (9, "keys_9"), (20, "keys_20")):
            one_by_one, pipelined = self.times(case)
            self.assertAlmostEqual(one_by_one, n * 0.0005, 9)
            self.assertAlmostEqual(pipelined, 0.00045 + n * 0.00005, 9)
            gains[n] = one_by_one / pipelined
            self.assertLessEqual(gains[n], n + 1e-9)
        self.assertAlmostEqual(gains[3], 2.5, 6)
        self.assertAlmostEqual(gains[9], 5.0, 6)
        self.assertLess(gains[20], 10)

    # Each of three nodes has its share of 20 keys: at least 7 on one, at most 20.
    def test_cluster(self):
        _, pipelined = self.times("cluster_20")
        keys = (pipelined - 0.00045) / 0.00005
        self.assertGreaterEqual(keys, 7)
        self.assertLess(keys, 15)


if __name__ == "__main__":
    unittest.main()
