#!/usr/bin/env python3
"""feed_growth.toml: scans grow with the table, indexes do not, and writes pay for every index.

    python3 tests/golden/feed_growth_test.py build/release/plimsoll
"""

import unittest

from scenario import Scenario, plimsoll, scenario

FILE = scenario("feed_growth")
ROWS = (10_000, 1_000_000, 10_000_000)
START, WRITE, KEY, BTREE, GIN = 79e-6, 20e-6, 0.1e-3, 0.1e-3, 0.3e-3
CORES = 4


def sets(rows=10_000, writes=1_000):
    return ("--set", f"table.feed.rows={rows}", "--set", f'traffic.writers.rate="{writes} /s"')


class FeedGrowth(Scenario):
    def queries(self, case=None, *arguments):
        """The plans of a model, without a run worth mentioning."""
        short = ("--set", 'run.duration="10 ms"')
        return {query["plan"]: query for query in self.answer(FILE, *arguments, *short, case=case)["queries"]}

    def results(self, case, rows, writes):
        return self.answer(FILE, *sets(rows, writes), case=case)

    # The pair of EXPLAIN ANALYZE: 48.3 ms by scan, hash join and sort; 0.2 ms by the index and a nested loop: 241 times.
    # (CL067)
    def test_explain_analyze_pair(self):
        scan, index = self.queries()["newest"], self.queries("index")["newest"]
        self.assertEqual(scan["branch"], "sequential scan, hash join users, sort")
        self.assertEqual(index["branch"], "index by_time, nested loop users")
        self.assertAlmostEqual(scan["execution_seconds"], 0.0483, delta=0.00005)
        self.assertAlmostEqual(index["execution_seconds"], 0.0002, delta=0.000001)
        self.assertAlmostEqual(scan["execution_seconds"] / index["execution_seconds"], 241, delta=1.5)
        self.assertEqual(index["rejected"][0]["branch"], scan["branch"])

    # 4.83 us for each row: 4.8 s at a million, 48 s at ten million; by the index 0.2 ms at any size. (CL068)
    def test_scans_are_linear_and_indexes_are_not(self):
        for rows in ROWS:
            scan = self.queries(None, *sets(rows))["newest"]["execution_seconds"]
            self.assertAlmostEqual(scan / (rows * 4.83e-6), 1, delta=0.02)
            index = self.queries("index", *sets(rows))["newest"]["execution_seconds"]
            self.assertAlmostEqual(index, 0.0002, delta=0.000001)

    # The load of writes is rate x (insert + indexes) / cores; with 0.1 ms for each index, 10,000 a second of them are one
    # core for each. (CL072)
    def test_index_upkeep_is_a_core_for_each_index(self):
        for case, indexes in ((None, 0), ("index", 1)):
            result = self.answer(FILE, *sets(10_000, 10_000), "--set", 'traffic.readers.rate="0.001 /s"', case=case)
            demand = START + WRITE + KEY + indexes * BTREE
            self.assert_near(result["parts"]["primary"]["utilisation"], 10_000 * demand / CORES, 0.02)

    # The crossover: four cores carry 4 / (0.199 ms + 0.1 ms x indexes) inserts a second. With one index more than the
    # key 10,000 a second fit, with three they do not, nor with a GIN: throughput falls, and reads wait with the writes.
    def test_upkeep_saturates_the_database(self):
        def most(case):
            return CORES / self.queries(case)["insert"]["execution_seconds"]

        self.assertAlmostEqual(most(None), 20_100, delta=10)
        self.assertAlmostEqual(most("index"), 13_378, delta=10)
        self.assertAlmostEqual(most("three_indexes"), 8_016, delta=10)
        for case, fits in (("index", True), ("three_indexes", False), ("gin", False)):
            for writes in (1_000, 10_000):
                result = self.results(case, 10_000_000, writes)
                post = result["requests"]["post"]["throughput_per_second"]["value"]
                p99 = result["requests"]["page"]["latency_seconds"]["p99"]["value"]
                if fits or writes < most(case):
                    self.assertAlmostEqual(post / writes, 1, delta=0.02)
                    self.assertLess(p99, 0.1)
                else:
                    self.assertLess(post, most(case))
                    self.assertGreater(p99, 2)

    # Reads by option and scale: the scan is out from a million rows on, with or without a cache in front of it; the
    # index serves any size; the cursor and the sorted table are flat.
    def test_matrix(self):
        for rows in ROWS:
            page = {
                case: self.results(case, rows, 1_000)["requests"]["page"]
                for case in (None, "index", "cache", "cursor", "cursor_cache", "feed_table")
            }
            p99 = {case: figures["latency_seconds"]["p99"]["value"] for case, figures in page.items()}
            success = {case: figures["success_ratio"]["value"] for case, figures in page.items()}
            if rows == 10_000:
                self.assertLess(p99["cache"], 0.1)
                self.assertLess(success[None], 0.9)
            else:
                self.assertEqual((success[None], success["cache"]), (0, 0))
            self.assertLess(p99["index"], 0.05)
            self.assertLess(p99["cursor"], 0.001)
            self.assertLess(p99["cursor_cache"], 0.001)
            self.assertLess(p99["feed_table"], 0.001)

    # A GIN costs an insert 0.3 ms, a BRIN next to nothing; the BRIN reads whole ranges, so its reads grow with the table.
    def test_kinds_of_index(self):
        insert = {case: self.queries(case)["insert"]["execution_seconds"] for case in ("index", "gin", "brin")}
        self.assertAlmostEqual(insert["gin"] - insert["index"], GIN, delta=1e-9)
        self.assertAlmostEqual(insert["index"] - insert["brin"], BTREE - 0.2e-6, delta=1e-9)
        newest = [self.queries("brin", *sets(rows))["newest"] for rows in ROWS]
        self.assertEqual({query["branch"].split(",")[0] for query in newest[1:]}, {"block ranges by_time"})
        self.assertGreater(newest[2]["execution_seconds"], 20 * self.queries("index", *sets(ROWS[2]))["newest"]["execution_seconds"])

    # A clean-up reads a million rows once within the ten seconds: 1.23 s of one of the four cores.
    def test_clean_up_takes_its_core(self):
        def busy(case):
            return self.results(case, 1_000_000, 1_000)["parts"]["primary"]["utilisation"]["value"]

        self.assertAlmostEqual(busy("vacuum") - busy("index"), 1.23 * 1 / 10 / CORES, delta=0.005)

    # Ten million rows instead of ten thousand come in during the run, and no reader notices.
    def test_growth_is_not_noticed_with_an_index(self):
        grows = self.answer(FILE, case="grows")["requests"]["page"]["latency_seconds"]["p99"]["value"]
        index = self.answer(FILE, case="index")["requests"]["page"]["latency_seconds"]["p99"]["value"]
        self.assertAlmostEqual(grows / index, 1, delta=0.05)
        code, text, error = plimsoll("explain", "--plan", FILE, "--case", "index")
        self.assertEqual(code, 0, error)
        self.assertIn("index scan by_time on feed", text)
        self.assertIn("not taken: sequential scan, hash join users, sort", text)


if __name__ == "__main__":
    unittest.main()
