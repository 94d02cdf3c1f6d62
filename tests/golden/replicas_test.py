#!/usr/bin/env python3
"""Replicas: what they buy in reads, what they cost in freshness, what happens when the primary or a link is gone.

    python3 tests/golden/replicas_test.py build/release/plimsoll
"""

import unittest

from scenario import OK, Scenario, scenario


class Capacity(Scenario):
    FILE = scenario("replica_capacity")

    # Three replicas of a quarter of the primary's cores: 0.75 times the reads where the code sends all of them there,
    # 1.75 times where the primary reads too; four times needs replicas as large as the primary.
    def test_reads_that_replicas_buy(self):
        for case, reads in (("alone", 1_000), ("as_coded", 750), ("as_sized", 1_750), ("as_claimed", 4_000)):
            with self.subTest(case):
                answer = self.answer(self.FILE, case=case, exits=OK)
                self.assert_near(answer["requests"]["read"]["throughput_per_second"], reads, 0.03)

    # Traffic 2.667 times as large over four equal readers: load falls from 40 % to 26.7 %, by replicas alone; queries
    # ten times cheaper as well would make it 2.67 %.
    def test_load_falls_with_four_readers(self):
        for case, load in (("before", 0.40), ("grown", 0.2667), ("grown_tuned", 0.02667)):
            with self.subTest(case):
                parts = self.answer(self.FILE, case=case, exits=OK)["parts"]
                self.assert_near(parts["primary"]["utilisation"], load, 0.03)
                if case != "before":
                    self.assert_near(parts["replica"]["utilisation"], load, 0.03)


class Consistency(Scenario):
    FILE = scenario("replicas_and_consistency")

    def parts(self, case=None):
        return self.answer(self.FILE, case=case, exits=OK)["parts"]

    def measure(self, case, part, name):
        return self.parts(case)[part][name]["value"]

    # 100 writes a second of 4 ms: a queue at 40 %; of 9 ms: at 90 %; of 12 ms: the last of 20 s is 3.3 s behind.
    def test_lag_follows_from_the_apply_rate(self):
        normal, slow, behind = (self.parts(case)["replica"] for case in (None, "slow_apply", "behind"))
        ages = [of["data_age_seconds_mean"]["value"] for of in (normal, slow, behind)]
        self.assertLess(ages[0], 0.006)
        self.assertGreater(ages[1], 4 * ages[0])
        self.assertGreater(ages[2], 1.0)
        self.assertGreater(behind["data_age_seconds_p99"]["value"], 2.5)
        stale = [of["stale_share"]["value"] for of in (normal, slow, behind)]
        self.assertLess(stale[0], 0.2)
        self.assertLess(stale[0], stale[1])
        self.assertGreater(stale[2], 0.4)

    # Nobody sees data older than 1 s, because the primary takes over.
    def test_staleness_is_bounded(self):
        replica = self.parts("bounded")["replica"]
        self.assertLessEqual(replica["data_age_seconds_p99"]["value"], 1.006)
        self.assertGreater(replica["passed_to_primary"]["value"], 3_000)

    # To read one's own writes costs a wait, a primary that reads, or a failure.
    def test_own_writes(self):
        plain = self.answer(self.FILE, exits=OK)
        waits = self.answer(self.FILE, case="own_writes", exits=OK)
        mean = lambda answer: answer["requests"]["edit"]["latency_seconds"]["mean"]["value"]
        self.assertGreater(mean(waits), mean(plain) + 0.005)
        self.assertGreater(waits["parts"]["replica"]["caught_up"]["value"], 900)
        passed = self.answer(self.FILE, case="own_at_primary", exits=OK)
        self.assertLess(mean(passed), mean(waits) - 0.003)
        self.assertGreater(passed["parts"]["replica"]["passed_to_primary"]["value"], 900)
        failed = self.answer(self.FILE, case="own_or_fail", exits=OK)["requests"]["edit"]["failed"]
        self.assertEqual(list(failed), ["stale"])
        self.assertGreater(failed["stale"]["value"], 900)

    # One acknowledgement: the fastest of three; three: the slowest.
    def test_synchronous_writes_wait(self):
        waits = [self.measure(case, "primary", "acknowledged_seconds_mean") for case in (None, "quorum", "all")]
        self.assertEqual(waits[0], 0)
        self.assertTrue(0.003 < waits[1] < 0.006, waits)  # 1 ms there and 1 ms back, and the least of three queues
        self.assertGreater(waits[2], 2 * waits[1])

    # Killed at 5 s, noticed after 8, replaced after 4 more: 12 s without writes. Below 100 ms only if it is noticed
    # and replaced in 90.
    def test_failover_is_an_outage_of_writes(self):
        killed = self.answer(self.FILE, case="kill", exits=OK)
        self.assert_exactly(killed["parts"]["primary"]["down_seconds"], 12)
        self.assertGreater(killed["requests"]["write"]["failed"]["refused"]["value"], 500)
        self.assertEqual(killed["requests"]["read"]["failed"], {})
        quick = self.answer(self.FILE, case="quick_claim", exits=OK)
        self.assertAlmostEqual(quick["parts"]["primary"]["down_seconds"]["value"], 0.09)
        for request in ("read", "write", "edit"):
            self.assertGreater(quick["requests"][request]["success_ratio"]["value"], 0.99)

    # Replicas 5 s away lose the last 5 s of 100 writes a second; none is lost where writes wait for one of them.
    def test_what_is_lost(self):
        lost = self.measure("kill_far", "primary", "writes_lost")
        self.assertTrue(430 < lost < 570, lost)
        safe = self.parts("kill_far_sync")["primary"]
        self.assert_exactly(safe["writes_lost"], 0)
        self.assertGreater(safe["acknowledged_seconds_mean"]["value"], 9.9)


class Partition(Scenario):
    FILE = scenario("partition")

    # Available: all writes are answered, and conflict more and more. Consistent: none is answered during the cut.
    def test_cut_off(self):
        split = self.answer(self.FILE, exits=OK)
        self.assertEqual(split["requests"]["east_write"]["failed"], {})
        conflicts = split["parts"]["east"]["conflicts"]["value"] + split["parts"]["west"]["conflicts"]["value"]
        whole = self.answer(self.FILE, case="no_cut", exits=OK)["parts"]
        without = whole["east"]["conflicts"]["value"] + whole["west"]["conflicts"]["value"]
        self.assertGreater(without, 10)
        self.assertLess(without, 80)
        self.assertGreater(conflicts, without + 400)
        consistent = self.answer(self.FILE, case="consistent", exits=OK)
        late = consistent["requests"]["east_write"]["failed"]["timed_out"]["value"]
        self.assertTrue(350 < late < 550, late)


class Regions(Scenario):
    FILE = scenario("regions")

    def median(self, request, case=None):
        return self.answer(self.FILE, case=case, exits=OK)["requests"][request]["latency_seconds"]["p50"]["value"]

    # At home 50 ms; from abroad 200.
    def test_one_home_or_three(self):
        self.assertAlmostEqual(self.median("page_asia"), 0.050, delta=0.002)
        self.assertAlmostEqual(self.median("page_asia", "one_home"), 0.200, delta=0.003)
        self.assertAlmostEqual(self.median("page_us", "one_home"), 0.050, delta=0.002)

    # A write that is to be everywhere takes a round trip between continents, whoever asks.
    def test_everywhere_costs_a_round_trip(self):
        self.assertAlmostEqual(self.median("note_eu"), 0.040, delta=0.002)
        self.assertAlmostEqual(self.median("note_eu", "one_primary"), 0.190, delta=0.003)
        self.assertAlmostEqual(self.median("note_us", "everywhere"), 0.190, delta=0.003)
        self.assertGreater(self.median("note_eu", "everywhere"), 0.335)

    # One exact budget for the world stands somewhere.
    def test_a_global_budget_is_far(self):
        self.assertAlmostEqual(self.median("page_eu", "budget"), 0.200, delta=0.003)
        self.assertAlmostEqual(self.median("page_us", "budget"), 0.050, delta=0.002)


if __name__ == "__main__":
    unittest.main()
