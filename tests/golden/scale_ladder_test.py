#!/usr/bin/env python3
"""scale_ladder.toml: five phases from 1,000 to 100,000 users, and where the guide's own table does not follow from its items.

    python3 tests/golden/scale_ladder_test.py build/release/plimsoll
"""

import re
import unittest
from functools import lru_cache

from scenario import FAILED, OK, Scenario, plimsoll, scenario

FILE = scenario("scale_ladder")
PHASES = (None, "phase_1", "phase_2", "phase_3", "phase_4", "phase_5")
USERS = (1_000, 5_000, 15_000, 40_000, 80_000, 100_000)
CHANCE = "routine.rows.steps.where.choose"
ROWS = "steps.rows.time.mean"


def sets(*settings):
    return tuple(word for one in settings for word in ("--set", one))


PRIMARY_ONLY = (f"{CHANCE}.primary.chance=1", f"{CHANCE}.replica.chance=0")


class ScaleLadder(Scenario):
    @lru_cache(maxsize=None)
    def result(self, case=None, *settings):
        return self.answer(FILE, *sets(*settings), case=case)

    def busy(self, part, case=None, *settings):
        return self.result(case, *settings)["parts"][part]["utilisation"]["value"]

    def load(self, case=None, *settings):
        """Share of all cores of the database that are busy."""
        replicas = self.result(case, *settings)["parts"]["replica"]["instances"]
        if replicas == 0:
            return self.busy("primary", case, *settings)
        primary = 2 if case == "equal_3" else 8
        own, theirs = self.busy("primary", case, *settings), self.busy("replica", case, *settings)
        return (own * primary + theirs * 2 * replicas) / (primary + 2 * replicas)

    def mean(self, case=None, *settings):
        return self.result(case, *settings)["requests"]["page"]["latency_seconds"]["mean"]["value"]

    def rate(self, case=None, *settings):
        return self.result(case, *settings)["requests"]["page"]["throughput_per_second"]["value"]

    def assert_about(self, value, expected, share=0.03):
        self.assertLess(abs(value / expected - 1), share, f"{value} is not about {expected}")

    # 5, 3, 2.67, 2 and 1.25 times are a hundred times. (CL033)
    def test_users(self):
        for phase, users in zip(PHASES, USERS):
            self.assert_exactly(self.result(phase)["cost"]["users"], users)
        factors = [round(after / before, 2) for before, after in zip(USERS, USERS[1:])]
        self.assertEqual(factors, [5, 3, 2.67, 2, 1.25])

    # Users who think for 10 s ask 100 to 9,980 times a second and more, as they wait for next to nothing. (CL034)
    def test_requests(self):
        for phase, users in zip(PHASES[1:], USERS[1:]):
            self.assert_about(self.rate(phase), users / (10 + self.mean(phase)))
        self.assert_about(self.rate("phase_5"), 9_980)

    # A database that is 100 % busy does not answer in 8 ms: with 20 ms for each request it is all but full and takes 30
    # times as long. If 8 ms are all it does for a request, it is 40 % busy. (CL035)
    def test_full_and_quick_do_not_go_together(self):
        self.assertGreater(self.load(), 0.93)
        self.assertGreater(self.mean(), 10 * 0.008)
        as_index = ("system.db_pool.per=app",)
        self.assert_about(self.load(None, *as_index), 0.4, 0.05)
        self.assertLess(self.mean(None, *as_index), 0.012)

    # Work for a user: 6.25 times less, of which 2.5 are kept connections and 2.5 the index. (CL036)
    def test_phase_1(self):
        work = lambda *of: self.load(*of) * 2 / self.rate(*of)
        self.assert_about(work() / work("phase_1"), 6.25, 0.05)
        self.assert_about(work("phase_1", f"routine.at_primary.{ROWS}=8 ms") / work("phase_1"), 2.5, 0.05)
        self.assert_about(self.load("phase_1"), 0.8)

    # 80 % x 3 x 0.2 = 48 %; the 40 % of the table take 83.3 % hits. (CL037)
    def test_phase_2(self):
        self.assert_about(self.load("phase_2"), 0.48)
        self.assert_about(self.load("phase_2", "system.redis.hit_ratio=83.33 %"), 0.4)

    # Four equal databases: 40 % x 2.667 / 4 = 26.7 %, the 25 % of the table, with nothing left for its partitions. (CL038)
    def test_phase_3_with_four_equal_databases(self):
        self.assert_about(self.load("equal_3", "system.redis.hit_ratio=83.33 %"), 0.267)
        self.assert_about(self.load("equal_3"), 0.32)
        self.assert_about(self.load("partitioned_3") / self.load("phase_3"), 0.55)

    # As priced three replicas are three quarters of a primary: 1.75 times with it, 0.75 times without. (CL045)
    def test_phase_3_as_priced(self):
        alone = self.busy("primary", "phase_3", *PRIMARY_ONLY)
        self.assert_about(alone / self.load("phase_3"), 1.75)
        self.assert_about(alone / self.busy("replica", "coded_3"), 0.75)
        self.assert_about(self.busy("app", "phase_3"), 0.8)  # one server of two cores is what holds the phase

    # Twice the users and 30 % offloaded: 25 % become 35 %, not 15 %; with workers on the same database 50 %. The number of
    # servers does not matter to it. (CL039, CL052)
    def test_phase_4(self):
        before = self.load("phase_3")
        self.assert_about(0.25 * self.load("phase_4") / before, 0.35)
        self.assert_about(0.25 * self.load("queued_4") / before, 0.5)
        self.assert_about(self.load("phase_4", "system.app.instances=1"), self.load("phase_4"))
        self.assert_about(self.load("phase_4", "routine.load.steps.offload.chance=1") / self.load("phase_4"), 1 / 0.7)

    # Three servers are three times one, in all. (CL046)
    def test_servers(self):
        self.assert_about(self.busy("app", "phase_4", "system.app.instances=1") / self.busy("app", "phase_4"), 3)

    # JSON two to three times as fast takes that much from its own share of the work: of half of it, a quarter to a third of
    # the whole. (CL050)
    def test_json(self):
        whole = self.busy("app", "phase_3")
        for share, faster in ((1, 2), (1, 3), (0.5, 2), (0.5, 3)):
            work = 0.4 * (1 - share + share / faster)
            left = self.busy("app", "phase_3", f"routine.from_origin.steps.work.work.mean={work:.6f} ms") / whole
            self.assert_about(left, 1 - share + share / faster)

    # From the 15 % of the table: 1.25 x 0.7 is 13 %, with fewer calls 7.9 %, and with 95 % at the edge 0.7 to 0.9 %. (CL040)
    def test_phase_5(self):
        before = self.load("phase_4")
        load = lambda case, *settings: 0.15 * self.load(case, *settings) / before
        all_calls, no_edge = "routine.calls.steps.fewer.chance=1", "system.edge.hit_ratio=0"
        self.assert_about(load("phase_5", no_edge, all_calls), 0.131)
        self.assert_about(load("phase_5", no_edge), 0.079)
        self.assert_about(load("edge_95", all_calls), 0.0066, 0.1)
        slow = [f"routine.at_{where}.{ROWS}=3.2 ms" for where in ("primary", "replica")]
        self.assert_about(load("edge_95", all_calls, *slow), 0.0094, 0.1)
        self.assert_about(self.load("phase_5"), 0.1075, 0.05)

    # 95 % at the edge leave a twentieth of the requests; 1.25 times the users are 20 %. (CL057)
    def test_edge(self):
        served = lambda case: self.result(case)["parts"]["app"]["served"]["value"]
        everything = self.result("phase_5", "system.edge.hit_ratio=0")["parts"]["app"]["served"]["value"]
        self.assert_about(everything / served("edge_95"), 20, 0.05)
        self.assert_about(everything / served("phase_5"), 1.25)

    # The mean falls from phase to phase but for the third, whose one server is full; in the guide it rises. (CL041)
    def test_response(self):
        means = [self.mean(phase) for phase in PHASES]
        self.assertEqual(sorted(means, reverse=True), [means[i] for i in (0, 1, 3, 2, 4, 5)])
        for mean, guide in zip(means[1:], (10, 12, 15, 18, 20)):
            self.assertLess(mean, guide / 1_000)

    # What users may send, 100 a minute each, is 16.7 times what they do: it protects nobody. (CL054)
    def test_rate_limit(self):
        self.assert_about(100_000 * 100 / 60 / self.rate("phase_5"), 16.7)

    # Five pools of 100 want 500 connections of a database that admits 100. (CL056)
    def test_pools(self):
        refused = self.result("pools_5")["requests"]["page"]["failed"]["refused"]["value"]
        self.assertGreater(refused, 1_000)
        self.assertEqual(self.result("phase_5")["requests"]["page"]["failed"], {})

    # The machines of each phase; the first and the last are the two lists of the guide. (CL042, CL043)
    def test_cost(self):
        for phase, month in zip(PHASES, (67, 67, 67, 992, 1_630, 2_320)):
            self.assert_exactly(self.result(phase)["cost"]["per_month"], month)

    # Users at the objective: it holds a little below and fails a little above what the page says.
    def test_users_at_the_objective(self):
        for phase, holds, fails in (
            (None, 820, 900),
            ("phase_1", 5_900, 6_300),
            ("phase_2", 29_500, 33_000),
            ("phase_3", 49_000, 52_000),
            ("phase_4", 295_000, 315_000),
            ("phase_5", 900_000, 1_000_000),
        ):
            for users, exits in ((holds, OK), (fails, FAILED)):
                with self.subTest(phase=phase, users=users):
                    short = sets(f"traffic.users.users={users}", "run.replications=4")
                    self.answer(FILE, *short, case=phase, exits=exits)

    # Each item of the last phase can be switched off, and the database has more to do then.
    def test_items(self):
        whole = self.load("phase_5")
        for settings, times in (
            (("system.redis.hit_ratio=0",), 5),
            (("system.edge.hit_ratio=0",), 1.25),
            (("routine.load.steps.offload.chance=1",), 1 / 0.7),
            (("routine.calls.steps.fewer.chance=1",), 1 / 0.6),
            ([f"routine.at_{where}.{ROWS}=3.2 ms" for where in ("primary", "replica")], 1 / 0.7),
        ):
            self.assert_about(self.load("phase_5", *settings) / whole, times, 0.04)
        self.assert_about(self.busy("primary", "phase_5", *PRIMARY_ONLY) / whole, 1.75, 0.04)
        self.assertGreater(self.load("phase_5", "system.db_pool.per=request"), 5 * whole)

    # The scenario stands alone, with the prices of the catalogue.
    def test_catalogue(self):
        digests = re.compile(r"result digest (\w+), model digest (\w+)")
        for case in ((), ("--case", "phase_5")):
            alone = plimsoll("run", FILE, *case, "--replications", "2")[1]
            behind = plimsoll("run", FILE, "prices/scale_ladder.toml", *case, "--replications", "2")[1]
            self.assertEqual(digests.search(behind).groups(), digests.search(alone).groups())


if __name__ == "__main__":
    unittest.main()
