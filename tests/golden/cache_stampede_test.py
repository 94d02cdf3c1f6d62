"""Ten thousand requests meet an expired count: what the database does for them, and how long they wait."""

import unittest

from scenario import FAILED, OK, Scenario, scenario


class Stampede(Scenario):
    FILE = scenario("cache_stampede")

    def fetches(self, case, exits):
        """How often the count was fetched for the crowd, and how long the crowd took at most [s]."""
        result = self.answer(self.FILE, case=case, exits=exits)
        self.assert_exactly(result["requests"]["feed"]["completed"], 10_001)
        fetches = result["parts"]["counts"]["fetches"]
        self.assert_exactly(fetches, fetches["value"])
        return fetches["value"] - 1, result["requests"]["feed"]["latency_seconds"]["max"]["value"]

    # 10,000 executions of 20 ms on 8 cores: the last of them is answered after 25 s.
    def test_everybody_fetches(self):
        fetches, longest = self.fetches(None, FAILED)
        self.assertEqual(fetches, 10_000)
        self.assertAlmostEqual(longest, 10_000 * 0.020 / 8, delta=0.2)

    # 10,000 / 1 / 5: in one process, in each of five, in all of five together. Everybody is answered at once.
    def test_coalescing(self):
        for case, expected in (("one_process", 1), ("five_processes", 5), ("shared_flight", 1)):
            fetches, longest = self.fetches(case, OK)
            self.assertEqual(fetches, expected, case)
            self.assertLess(longest, 0.0211, case)

    # A wait group armed 0.1 ms after the first of a request every 0.01 ms: the first and nine that pass by.
    def test_as_coded(self):
        fetches, longest = self.fetches("as_coded", OK)
        self.assertEqual(fetches, 10)
        self.assertLess(longest, 0.03)

    # Keyed by user, there is nothing to coalesce; not keyed, one fetch serves all, whosever the data are.
    def test_whose_key(self):
        self.assertEqual(self.fetches("per_user_key", FAILED)[0], 10_000)
        self.assertEqual(self.fetches("one_user_key", OK)[0], 1)


if __name__ == "__main__":
    unittest.main()
