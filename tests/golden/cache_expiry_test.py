"""Two hundred entries that expire together, and what keeps their readers from noticing."""

import unittest

from scenario import FAILED, OK, Scenario, scenario


class Expiry(Scenario):
    FILE = scenario("cache_expiry")

    def answers(self, case, exits):
        """p99.9 of pages [s] and what the cache counted."""
        result = self.answer(self.FILE, case=case, exits=exits)
        self.assertEqual(result["requests"]["page"]["failed"], {})
        return result["requests"]["page"]["latency_seconds"]["p999"]["value"], result["parts"]["entries"]

    # Three ends of life in 38 s, each of 200 entries: more is fetched than was missing, and the pages show it.
    def test_baseline(self):
        p999, entries = self.answers(None, FAILED)
        self.assertGreater(entries["fetches"]["low"], 1.5 * 600)
        self.assertGreater(p999, 1)

    # One fetch for each entry and end of life, but still all at once.
    def test_coalesced(self):
        p999, entries = self.answers("coalesced", OK)
        self.assert_exactly(entries["fetches"], 600)
        self.assertLess(p999, 0.3)

    # As many ends of life, but spread: hardly more than one at a time.
    def test_staggered(self):
        p999, entries = self.answers("staggered", OK)
        self.assertLess(entries["fetches"]["high"], 900)
        self.assertLess(p999, 0.15)

    # Loads at 0, 9, 18, 27 and 36 s, 200 each; nobody misses.
    def test_warmer(self):
        result = self.answer(self.FILE, case="warmer", exits=OK)
        self.assert_exactly(result["parts"]["entries"]["misses"], 0)
        self.assert_exactly(result["requests"]["warm"]["completed"], 5 * 200)
        # 200 loads at once of 50 ms on 8 cores take 1.25 s.
        self.assertGreater(result["requests"]["warm"]["latency_seconds"]["max"]["low"], 1.2)

    # From 8 s of 10 s on the first who reads has it refreshed; nobody misses.
    def test_refresh_ahead(self):
        p999, entries = self.answers("refresh_ahead", OK)
        self.assert_exactly(entries["misses"], 0)
        self.assertGreater(entries["refreshes"]["low"], 700)
        self.assertLess(p999, 0.01)

    # XFetch acts within a fetch time of the end, times beta: with beta 1 hardly anybody reads then, with 20 many do.
    def test_early_expiry(self):
        _, entries = self.answers("early_expiry", OK)
        p999, earlier = self.answers("earlier", OK)
        self.assertGreater(earlier["early_fetches"]["low"], 2 * entries["early_fetches"]["high"])
        self.assertLess(earlier["expired"]["high"], entries["expired"]["low"] / 2)
        self.assertLess(p999, 0.2)

    # Nobody waits, and answers are older than the ttl.
    def test_stale(self):
        p999, entries = self.answers("stale", OK)
        self.assert_exactly(entries["misses"], 0)
        self.assertGreater(entries["stale_served"]["low"], 200)
        self.assertGreater(entries["data_age_seconds_p99"]["value"], 10)
        self.assertLess(p999, 0.01)


if __name__ == "__main__":
    unittest.main()
