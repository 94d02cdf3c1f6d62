#!/usr/bin/env python3
"""The feed under every reading of its source: what fails it, what does not, and what each remedy is worth.

    python3 tests/golden/feed_test.py build/release/plimsoll
"""

import unittest

from scenario import FAILED, OK, SEEDS, Scenario, scenario


class Feed(Scenario):
    FILE = scenario("feed")

    # A hundred users over ten connections for 48.3 ms each: on k cores a user waits 4.35 s / k, and 2 s are allowed.
    # Time-outs end with the third core; 207 a second take ten.
    def test_cores(self):
        for cores, fails in ((1, True), (2, True), (3, False), (4, False), (8, False), (10, False), (16, False)):
            feed = self.answer(
                self.FILE, "--set", f"system.postgres.cores={cores}", "--replications", 2, case="shared_pool"
            )["requests"]["feed"]
            self.assertEqual("timed_out" in feed["failed"], fails, cores)
            self.assert_near(feed["throughput_per_second"], min(cores, 10) / 0.0483, 0.01)
        for case, fails in (("two_cores", True), ("three_cores", False)):
            feed = self.answer(self.FILE, case=case)["requests"]["feed"]
            self.assertEqual("timed_out" in feed["failed"], fails, case)

    # "About 500 ms because of the slow query": if the query took 500 ms, 20 a second would be served and the rest fail.
    def test_a_query_of_500_ms_would_fail(self):
        feed = self.answer(self.FILE, case="slow_query", exits=FAILED)["requests"]["feed"]
        self.assert_near(feed["throughput_per_second"], 20, 0.01)
        self.assertGreater(feed["failed"]["timed_out"]["low"], 500)

    # The limit of one is not the cause: up to a hundred connections for each request, opened as needed, change nothing.
    def test_a_larger_limit_changes_nothing(self):
        for seed in SEEDS[:2]:
            one = self.answer(self.FILE, "--seed", seed, exits=FAILED)["requests"]
            hundred = self.answer(self.FILE, "--seed", seed, case="larger_lazy", exits=FAILED)["requests"]
            self.assertEqual(one, hundred)

    # 10,000 connections need a pool that opens all it may have at once; the database takes 100 and refuses the rest.
    def test_eager_pools_are_refused(self):
        result = self.answer(self.FILE, case="larger_eager", exits=FAILED)
        feed, database = result["requests"]["feed"], result["parts"]["postgres"]
        self.assertGreater(feed["failed"]["refused"]["low"], 0.9 * feed["arrived"]["value"])
        self.assertGreater(database["connections_refused"]["low"], 90 * feed["arrived"]["value"])
        self.assert_exactly(database["connections_max"], 100)

    # A limiter keeps overload off and leaves the cause: those let through succeed, each with an opening of its own.
    def test_a_limiter_in_its_place(self):
        result = self.answer(self.FILE, case="limited", exits=FAILED)
        feed = result["requests"]["feed"]
        self.assertEqual(list(feed["failed"]), ["limited"])
        self.assertGreater(feed["throughput_per_second"]["low"], 70)
        self.assertLessEqual(feed["throughput_per_second"]["high"], 80)
        self.assertGreater(feed["failed"]["limited"]["low"], 0.9 * feed["arrived"]["value"])
        self.assert_near(result["parts"]["pool"]["open_seconds_mean"], 0.050, 0.01)

    # Kept for 30 s, the answer is fetched once in that time, or by everybody who comes before the first has it.
    def test_a_cache(self):
        once = self.answer(self.FILE, case="cached_once", exits=OK)["parts"]["redis"]
        self.assert_exactly(once["fetches"], 1)
        stampede = self.answer(self.FILE, case="cached", exits=OK)["parts"]["redis"]
        self.assertGreater(stampede["fetches"]["low"], 10)
        self.assertLessEqual(stampede["fetches"]["high"], 100)

    # The table that the source leaves blank, as an ordering: broken, with a shared pool, with an index.
    def test_the_table(self):
        broken, shared, indexed = (
            self.answer(self.FILE, case=case)["requests"]["feed"] for case in (None, "shared_pool", "indexed")
        )
        self.assertLess(broken["success_ratio"]["high"], 0.1)
        self.assert_exactly(shared["success_ratio"], 1)
        self.assert_exactly(indexed["success_ratio"], 1)
        self.assert_near(shared["latency_seconds"]["p99"], 0.483, 0.02)
        self.assertLess(indexed["latency_seconds"]["p99"]["high"], 0.3 * shared["latency_seconds"]["p99"]["low"])
        # Failing is quick: more attempts a second than the shared pool has answers, and none of them succeeds.
        self.assertGreater(broken["arrived"]["low"] / 30, 3 * shared["throughput_per_second"]["high"])
        self.assertGreater(indexed["throughput_per_second"]["low"], 4 * shared["throughput_per_second"]["high"])


if __name__ == "__main__":
    unittest.main()
