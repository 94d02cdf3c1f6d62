#!/usr/bin/env python3
"""Connections: what opening them costs, what of them runs out first, and what keeping them open saves.

    python3 tests/golden/connections_test.py build/release/plimsoll
"""

import unittest

from scenario import FAILED, OK, Scenario, plimsoll, scenario


class Setup(Scenario):
    FILE = scenario("connection_setup")

    def ends(self, case, completed, **failed):
        """Exactly so many are served and fail, in every replication."""
        result = self.answer(self.FILE, case=case, exits=OK if completed == 10_000 else FAILED)
        call = result["requests"]["call"]
        self.assert_exactly(call["arrived"], 10_000)
        self.assert_exactly(call["completed"], completed)
        self.assertEqual(sorted(call["failed"]), sorted(failed))
        for reason, count in failed.items():
            self.assert_exactly(call["failed"][reason], count)
        return result

    # The cap of 100: so many are served, and the others are refused at once.
    def test_the_cap_is_the_first_to_go(self):
        result = self.ends(None, 100, refused=9_900)
        database = result["parts"]["database"]
        self.assert_exactly(database["connections_max"], 100)
        self.assert_exactly(database["connections_refused"], 9_900)
        # Four steps of opening on cores that nobody has to share, and a query: 31 to 75 ms.
        latency = result["requests"]["call"]["latency_seconds"]
        self.assertGreater(latency["p50"]["low"], 0.031)
        self.assertLess(latency["max"]["value"], 0.075)
        self.assertAlmostEqual(result["parts"]["pool"]["open_seconds_mean"]["value"], 0.043, delta=0.002)

    # With room for all connections two files each are missing: 1,024 / 2 are served.
    def test_then_files(self):
        result = self.ends("more_connections", 512, refused=9_488)
        self.assert_exactly(result["parts"]["app"]["descriptors_max"], 1_024)
        self.assert_exactly(result["parts"]["app"]["descriptors_refused"], 9_488)
        self.assert_exactly(result["parts"]["database"]["memory_bytes_max"], 1e9 + 512 * 10e6)

    # With files for all the database's memory is missing: it goes down with everybody.
    def test_then_memory(self):
        result = self.ends("more_files", 0, crashed=701, refused=9_299)
        self.assert_exactly(result["parts"]["database"]["crashes"], 1)
        self.assert_exactly(result["parts"]["database"]["memory_bytes_max"], 8.01e9)

    # With memory for all it is the cores: 10,000 x 50 ms / 100 = 5 s, four fifths of which is opening.
    def test_then_cores(self):
        result = self.ends("more_memory", 10_000)
        self.assert_exactly(result["parts"]["database"]["connections_max"], 10_000)
        self.assert_near(result["requests"]["call"]["latency_seconds"]["max"], 5.0, 0.01)

    # Pools of 25, 50 and 100 are done after 4, 2 and 1 s; half of that on average; always full.
    def test_pools_are_done_after_four_two_and_one_second(self):
        for size, seconds in ((25, 4.0), (50, 2.0), (100, 1.0)):
            result = self.ends(f"pool_{size}", 10_000)
            latency = result["requests"]["call"]["latency_seconds"]
            self.assertAlmostEqual(latency["max"]["value"], seconds, 9)
            self.assertAlmostEqual(latency["mean"]["value"], (seconds + 0.010) / 2, 9)
            self.assert_near(result["parts"]["pool"]["utilisation"], 1, 0.001)
            self.assert_exactly(result["parts"]["pool"]["opened"], 0)

    # Who waits for a connection has a socket too: 1,024 less the pool's 25.
    def test_who_waits_has_a_socket(self):
        self.ends("pool_few_files", 999, refused=9_001)

    # Five servers with 100 each want 500 of 100, and the check says so before anything is run.
    def test_five_servers_want_five_times_as_many(self):
        _, _, error = plimsoll("check", self.FILE, "--case", "five_servers")
        self.assertIn("pools may open 500 connections (pool 5 x 100), but it accepts 100", error)
        result = self.answer(self.FILE, case="five_servers", exits=FAILED)
        self.assert_exactly(result["parts"]["database"]["connections_max"], 100)
        # The first server has opened all 100 before the others could: a fifth is served, there.
        self.assert_exactly(result["requests"]["call"]["completed"], 2_000)
        self.assert_exactly(result["requests"]["call"]["failed"]["refused"], 8_000)

    # Eighty requests open 80 connections and none is refused; refusals begin at 101, or at 98 where three are reserved.
    def test_refusals_begin_beyond_the_cap(self):
        for count, reserved, refused in ((80, 0, 0), (100, 0, 0), (101, 0, 1), (97, 3, 0), (98, 3, 1)):
            sets = ("--set", f"traffic.everybody.burst={count}", "--set", f"system.database.reserved={reserved}")
            failed = self.answer(self.FILE, *sets)["requests"]["call"]["failed"]
            self.assertEqual(failed.get("refused", {"value": 0})["value"], refused, (count, reserved))

    # Opening takes longer than the query in every corner of what the source gives: 21 ms against 10, 65 against 5.
    def test_opening_outlasts_the_query(self):
        for opening, query, ratio in ((21, 10, 2.1), (65, 5, 13.0)):
            sets = ("--set", "traffic.everybody.burst=1", "--set", f'system.pool.opening=[{{ cpu = "{opening} ms" }}]')
            result = self.answer(self.FILE, *sets, "--set", f"request.call.steps.ask.time={query}ms")
            opened = result["parts"]["pool"]["open_seconds_mean"]["value"]
            self.assertAlmostEqual(opened / (query / 1000), ratio, 9)


class Rate(Scenario):
    FILE = scenario("connection_rate")

    # 50 ms to open and 10 to ask: 60 ms against 10, where nobody waits for anybody.
    def test_six_times_as_slow(self):
        alone = self.answer(self.FILE, exits=FAILED)["requests"]["call"]["latency_seconds"]
        pooled = self.answer(self.FILE, case="pooled", exits=OK)["requests"]["call"]["latency_seconds"]
        self.assert_exactly(alone["max"], 0.060)
        self.assert_exactly(pooled["max"], 0.010)
        self.assertAlmostEqual(alone["mean"]["value"] / pooled["mean"]["value"], 6.0, 9)

    # Little's law: 10,000 a second of 60 ms each are 600 at once.
    def test_little(self):
        result = self.answer(self.FILE, case="fast")
        self.assert_near(result["parts"]["database"]["connections"], 600, 0.001)
        self.assertEqual(result["requests"]["call"]["failed"], {})

    # Two files a call, 1,024 of them: 512 / 60 ms = 8,533 a second; at 8,500 a second nobody is refused.
    def test_files_bound_the_rate(self):
        call = self.answer(self.FILE, case="few_files", exits=FAILED)["requests"]["call"]
        self.assert_near(call["throughput_per_second"], 512 / 0.060, 0.01)
        slower = self.answer(self.FILE, "--set", "traffic.calls.rate=8500 /s", case="few_files")["requests"]["call"]
        self.assertEqual(slower["failed"], {})

    # 28,232 ports for two minutes, held for one: twice as many calls, 470 a second.
    def test_ports_bound_the_rate(self):
        result = self.answer(self.FILE, case="few_ports", exits=FAILED)
        self.assert_near(result["requests"]["call"]["completed"], 2 * 28_232, 0.001)
        self.assert_near(result["requests"]["call"]["throughput_per_second"], 28_232 / 60, 0.001)
        self.assert_near(result["requests"]["call"]["failed"]["refused"], 120_000 - 2 * 28_232, 0.001)
        _, _, error = plimsoll("check", self.FILE, "--case", "few_ports")
        self.assertIn("28232 ports held for 60 s allow 470.5", error)

    # Idle 5 of 25: each burst opens 20 and closes 20, and those 20 take 60 ms instead of 10.
    def test_idle_churn(self):
        few = self.answer(self.FILE, case="idle_5")
        bursts = few["requests"]["call"]["completed"]["value"] / 25
        self.assertEqual(bursts, 9)
        self.assert_exactly(few["parts"]["pool"]["opened"], 20 * bursts)
        self.assert_exactly(few["parts"]["pool"]["closed"], 20 * bursts)
        self.assertAlmostEqual(few["requests"]["call"]["latency_seconds"]["mean"]["value"], 0.010 + 0.8 * 0.050, 9)

        all_kept = self.answer(self.FILE, case="idle_25")
        self.assert_exactly(all_kept["parts"]["pool"]["opened"], 0)
        self.assert_exactly(all_kept["requests"]["call"]["latency_seconds"]["max"], 0.010)

    # In an hour connections of 5 min are replaced eleven times or twelve, all 25 at one instant; of 1 h never.
    def test_lifetimes(self):
        waves = self.answer(self.FILE, case="lifetime_5min")["parts"]["pool"]
        self.assertIn(waves["opened"]["value"], (25 * 11, 25 * 12))
        self.assert_exactly(self.answer(self.FILE, case="lifetime_1h")["parts"]["pool"]["opened"], 0)
        spread = self.answer(self.FILE, case="jitter")["parts"]["pool"]
        self.assert_near(spread["opened"], waves["opened"]["value"], 0.15)

    # Idle for 30 s and then closed: each minute opens all that it needs.
    def test_idle_time(self):
        result = self.answer(self.FILE, case="idle_30s")
        self.assert_exactly(result["parts"]["pool"]["opened"], 9 * 25)
        self.assert_exactly(result["requests"]["call"]["latency_seconds"]["max"], 0.060)

    # Twenty-five checks of 2 ms a second are 5 % of a core, besides 10 % for the queries.
    def test_health_checks(self):
        result = self.answer(self.FILE, case="checked", exits=OK)
        self.assert_near(result["parts"]["database"]["in_use"], 10 * 0.010 + 25 * 0.002 * 0.9, 0.03)
        self.assert_exactly(result["parts"]["pool"]["opened"], 0)


if __name__ == "__main__":
    unittest.main()
