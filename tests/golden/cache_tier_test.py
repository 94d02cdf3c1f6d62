"""A cache in front of a database: hits, sizes, misses at the boundary, levels, outages."""

import unittest

from scenario import FAILED, OK, Scenario, scenario


class Tier(Scenario):
    FILE = scenario("cache_tier")

    def of(self, case=None, exits=None):
        result = self.answer(self.FILE, case=case, exits=exits)
        return result["requests"]["page"], result["parts"]

    # 579/s x 6 ms on 4 cores are 87 %; with hits the database is asked by the misses only.
    def test_database_load(self):
        _, bare = self.of("no_cache")
        self.assert_near(bare["postgres"]["utilisation"], 579 * 0.006 / 4, 0.05)
        _, parts = self.of(exits=OK)
        misses = 1 - parts["redis"]["hit_ratio"]["value"]
        self.assertAlmostEqual(parts["postgres"]["utilisation"]["value"], misses * 579 * 0.006 / 4, delta=0.02)

    # More room, more hits, each time by less.
    def test_sizes(self):
        ratios = [
            self.of(case)[1]["redis"]["hit_ratio"]["value"] for case in ("lru_500", "lru_2000", None, "lru_10000")
        ]
        self.assertEqual(ratios, sorted(ratios))
        # Per entry the first 500 bring most, the last 5,000 least.
        self.assertGreater((ratios[1] - ratios[0]) / 1_500, 3 * (ratios[3] - ratios[2]) / 5_000)

    # Under Zipf's law LFU keeps the popular ones; FIFO and random forget them alike (Gelenbe).
    def test_victims(self):
        lfu, lru, fifo, random = (
            self.of(case)[1]["redis"]["hit_ratio"]["value"] for case in ("lfu", "lru_2000", "fifo", "random")
        )
        self.assertGreater(lfu, lru)
        self.assertGreater(lru, fifo)
        self.assertAlmostEqual(fifo, random, delta=0.01)

    # What is set is what is measured, within its interval; what the keys give stands beside it.
    def test_set(self):
        for case, ratio in (("set_80", 0.8), ("set_90", 0.9), ("set_95", 0.95), ("set_96", 0.96)):
            page, parts = self.of(case)
            self.assertAlmostEqual(parts["redis"]["hit_ratio"]["value"], ratio, delta=0.006)
            self.assertGreater(parts["redis"]["emergent_hit_ratio"]["value"], 0.4)
            load = (1 - ratio) * 579 * 0.006 / 4
            self.assertAlmostEqual(parts["postgres"]["utilisation"]["value"], load, delta=0.02)

    # p95 is a miss at 90 %, at the boundary at 95 %, and a hit at 96 %.
    def test_boundary(self):
        p95 = {case: self.of(case)[0]["latency_seconds"]["p95"]["value"] for case in ("set_90", "set_96")}
        self.assertGreater(p95["set_90"], 2 * p95["set_96"])
        self.assertLess(p95["set_96"], 0.003)

    # A database at 80 % that gets three times the users and a cache of 80 % hits is at 48 %; 40 % take 83.3 % hits.
    def test_ladder(self):
        for case, load in (("ladder_1", 0.8), ("ladder_2", 0.48), ("ladder_2_as_claimed", 0.40)):
            _, parts = self.of(case)
            self.assertAlmostEqual(parts["postgres"]["utilisation"]["value"], load, delta=0.02)

    # Less load by as much as hits: 90 % of them take 90 %, and 95 % it takes to take 95 %.
    def test_saved(self):
        _, bare = self.of("no_cache")
        for case, saved in (("set_90", 0.90), ("set_95", 0.95)):
            _, parts = self.of(case)
            left = parts["postgres"]["utilisation"]["value"] / bare["postgres"]["utilisation"]["value"]
            self.assertAlmostEqual(1 - left, saved, delta=0.01)

    # 10 times as many pages: the misses alone are more than the database carries.
    def test_event(self):
        page, parts = self.of("event_10x", FAILED)
        self.assertGreater(parts["postgres"]["utilisation"]["value"], 0.97)

    # Down for 10 of 40 s: a quarter of the pages is refused, or asked of the database.
    def test_outage(self):
        page, _ = self.of("outage", FAILED)
        self.assertAlmostEqual(page["failed"]["refused"]["value"] / page["arrived"]["value"], 0.25, delta=0.01)
        for case in ("outage_fallback", "outage_breaker"):
            page, parts = self.of(case)
            self.assertEqual(page["failed"], {}, case)
            _, normal = self.of()
            self.assertGreater(
                parts["postgres"]["utilisation"]["value"], normal["postgres"]["utilisation"]["value"] + 0.05
            )
        # The breaker spares the cache the asking, but not the database the work.
        self.assertLess(
            self.of("outage_breaker")[1]["redis"]["refused"]["value"],
            self.of("outage_fallback")[1]["redis"]["refused"]["value"] / 20,
        )

    # Empty after a restart, it hits less.
    def test_cold(self):
        self.assertLess(
            self.of("cold_start")[1]["redis"]["hit_ratio"]["value"], self.of()[1]["redis"]["hit_ratio"]["value"] - 0.01
        )

    # Memory takes reads from redis, and gives older data.
    def test_two_levels(self):
        _, levels = self.of("two_levels", OK)
        _, alone = self.of()
        self.assertLess(levels["redis"]["served"]["value"], 0.9 * alone["redis"]["served"]["value"])
        self.assertGreater(levels["memory"]["hit_ratio"]["value"], 0.1)


if __name__ == "__main__":
    unittest.main()
