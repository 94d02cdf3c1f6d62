"""Write-through, write-behind, and what a crash costs."""

import unittest

from scenario import FAILED, OK, Scenario, scenario


class Writes(Scenario):
    FILE = scenario("cache_writes")

    def of(self, case, exits):
        result = self.answer(self.FILE, case=case, exits=exits)
        return result["requests"]["save_cart"], result["parts"]["redis"], result["parts"]["postgres"]

    # Database and cache in series: 10.2 ms at least; the database does 500 x 10 ms and some looks.
    def test_write_through(self):
        save, _, postgres = self.of(None, OK)
        self.assertGreater(save["latency_seconds"]["mean"]["low"], 0.0102)
        self.assertGreater(postgres["utilisation"]["low"], 500 * 0.010 / 8 * 0.95)

    # The cache alone answers, in 0.2 ms; 50 batches in 10 s are an eighth of the work.
    def test_write_behind(self):
        save, redis, postgres = self.of("behind", OK)
        self.assertAlmostEqual(save["latency_seconds"]["max"]["value"], 0.0002, 6)
        self.assertAlmostEqual(redis["flushes"]["value"], 50, delta=3)
        self.assert_exactly(redis["lost_writes"], 0)
        self.assertLess(postgres["utilisation"]["high"], 0.11)

    # What has come since the last batch is lost: fewer than a batch of 100; with a replica nothing.
    def test_loss(self):
        _, redis, _ = self.of("behind_crash", FAILED)
        self.assertGreater(redis["lost_writes"]["value"], 0)
        self.assertLess(redis["lost_writes"]["value"], 100)
        _, redis, _ = self.of("behind_replica", FAILED)
        self.assert_exactly(redis["lost_writes"], 0)

    # Forgetting instead of writing: each look at a cart that was saved misses.
    def test_aside(self):
        _, through, _ = self.of(None, OK)
        _, aside, _ = self.of("aside", OK)
        self.assertGreater(aside["misses"]["value"], through["misses"]["value"])
        self.assertGreater(aside["forgotten"]["value"], 0)


if __name__ == "__main__":
    unittest.main()
