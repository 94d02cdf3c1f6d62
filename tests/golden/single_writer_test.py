#!/usr/bin/env python3
"""single_writer.toml: 10,000 writes one after the other, and what a time-out, polling, a pool and batches do to them.

    python3 tests/golden/single_writer_test.py build/release/plimsoll
"""

import unittest

from scenario import Scenario, scenario

FILE = scenario("single_writer")


class SingleWriter(Scenario):
    def result(self, case=None, *arguments):
        return self.answer(FILE, *arguments, case=case)

    def write(self, case=None, *arguments):
        return self.result(case, *arguments)["requests"]["write"]

    # 10,000 x 1 ms: the last at 10 s, the mean at 5 s, nobody fails. (CL012)
    def test_one_at_a_time(self):
        write = self.write()
        self.assert_exactly(write["completed"], 10_000)
        self.assertAlmostEqual(write["latency_seconds"]["max"]["value"], 10, 9)
        self.assertAlmostEqual(write["latency_seconds"]["mean"]["value"], 5.0005, 6)

    # The time-out alone decides how many find it locked: those whose rank x 1 ms is beyond it. (CL012)
    def test_who_is_locked_out(self):
        for seconds in (1, 5, 9):
            write = self.write("timeout_5s", "--set", f"system.sqlite.wait_limit={seconds}s")
            self.assert_exactly(write["completed"], seconds * 1_000 + 1)
            self.assert_exactly(write["failed"]["timed_out"], 9_999 - seconds * 1_000)

    # All sleep the same pauses, so each round of questions lets one in: the first, one at each of 1, 3, 8, 18, 33, 53, 78,
    # 103, 128, 178, 228 and 328 ms, one every 100 ms up to 4,928 ms, and one when the last pause is cut at 5 s.
    def test_polling_lets_one_in_at_each_question(self):
        write = self.write("polling")
        self.assert_exactly(write["completed"], 1 + 12 + 46 + 1)
        self.assert_exactly(write["failed"]["timed_out"], 10_000 - 60)

    # 1 ms each within 12 s: in line nearly nobody waits; by polling they wait several times as long, and nobody fails.
    def test_polling_makes_them_wait(self):
        spread, polling = self.write("spread"), self.write("polling_spread")
        self.assert_exactly(spread["completed"], 10_000)
        in_line, asking = (self.result(case)["parts"]["sqlite"]["wait_seconds"]["mean"] for case in ("spread", "polling_spread"))
        self.assertLess(in_line["high"], 0.004)
        self.assertGreater(asking["low"], 2 * in_line["high"])

    # 16 at once: 10,000 / 16 ms. 100 transactions of 100 rows: 100 x 3 ms.
    def test_more_writers_and_fewer_commits(self):
        self.assertAlmostEqual(self.write("postgres")["latency_seconds"]["max"]["value"], 0.625, 9)
        self.assertAlmostEqual(self.write("batches")["latency_seconds"]["max"]["value"], 0.3, 9)

    # A pool of 25 in front of one writer: 24 of its connections wait for the file, and a pool of one is as good. (CL013)
    def test_a_pool_is_no_use(self):
        result = self.result("pool_25")
        self.assertAlmostEqual(result["requests"]["write"]["latency_seconds"]["max"]["value"], 10, 9)
        self.assertAlmostEqual(result["parts"]["pool"]["in_use"]["value"], 25, delta=0.05)
        self.assertAlmostEqual(result["parts"]["sqlite"]["waiting"]["value"], 24, delta=0.05)
        self.assertAlmostEqual(self.write("pool_1")["latency_seconds"]["max"]["value"], 10, 9)

    # With a write-ahead log readers read; with a rollback journal they stand in line behind 9.9 s of writers.
    def test_readers(self):
        read = lambda case: self.result(case)["requests"]["read"]["latency_seconds"]["max"]["value"]
        self.assertAlmostEqual(read("wal_readers"), 0.001, 9)
        self.assertAlmostEqual(read("journal_readers"), 9.901, 6)


if __name__ == "__main__":
    unittest.main()
