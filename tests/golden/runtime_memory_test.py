#!/usr/bin/env python3
"""What 10,000 handlers hold, and what that does to a container of 1 GiB.

    python3 tests/golden/runtime_memory_test.py build/release/plimsoll
"""

import unittest

from scenario import FAILED, OK, Scenario, scenario

MIB, GIB = 2**20, 2**30
BASE = 64 * MIB


class RuntimeMemory(Scenario):
    FILE = scenario("runtime_memory")

    def served(self, case, most_bytes):
        """All are served, and this is the most memory in use."""
        result = self.answer(self.FILE, case=case, exits=OK)
        self.assertEqual(result["requests"]["report"]["failed"], {})
        app = result["parts"]["app"]
        self.assertAlmostEqual(app["memory_bytes_max"]["value"], most_bytes, delta=1)
        self.assert_exactly(app["crashes"], 0)
        return result

    # What everybody holds at once is more than there is: the container is killed, and nobody is served.
    def test_killed_with_everybody_in_it(self):
        for case, held in ((None, 1_002e3), ("threads_1mb", 1_050e3), ("threads_8mb", 8_050e3), ("video", None)):
            result = self.answer(self.FILE, case=case, exits=FAILED)
            report = result["requests"]["report"]
            self.assert_exactly(report["completed"], 0)
            self.assert_exactly(report["failed"]["crashed"], 1 if held is None else (GIB - BASE) // held + 1)
            self.assert_exactly(result["parts"]["app"]["crashes"], 1)

    # Base, and 10,000 times a thread and a result.
    def test_what_is_held_adds_up(self):
        self.served("fewer_columns", BASE + 10_000 * 52e3)
        self.served("streamed", BASE + 10_000 * 66e3)
        self.served("sockets", BASE + 50_000 * 10e3)

    # Requests for each GiB: memory less the base, over what each holds; one more, and it crashes.
    def test_requests_for_each_gib(self):
        for held, most in (("1 MB", 1004), ("64 KB", 15_252), ("8 MB", 125)):
            kilobytes = {"1 MB": 1_002e3, "64 KB": 66e3, "8 MB": 8_002e3}[held]
            self.assertEqual(int((GIB - BASE) // kilobytes), most)
            for count, crashes in ((most, 0), (most + 1, 1)):
                sets = ("--set", f"traffic.everybody.burst={count}", "--set", f"routine.result.memory={held}")
                result = self.answer(self.FILE, *sets)
                self.assert_exactly(result["parts"]["app"]["crashes"], crashes)

    # A pool of 500 workers: results for 500, threads for all; 20 rounds of 100 ms and 10 s of work on eight cores.
    def test_a_pool_of_workers_bounds_memory(self):
        result = self.served("worker_pool", BASE + 10_000 * 2e3 + 500 * 1e6)
        self.assertGreater(result["requests"]["report"]["latency_seconds"]["max"]["low"], 20 * 0.1)
        self.served("threads_200", BASE + 10_000 * 2e3 + 200 * 1.05e6)

    # 520 MB allocated and a collection after each 100: five of them; a tenth of that, and there is none.
    def test_garbage(self):
        result = self.answer(self.FILE, case="garbage")
        app = result["parts"]["app"]
        self.assert_exactly(app["collections"], 5)
        # 1 ms each, and 20 ms for each GiB: the program, the threads and 500 results are some 0.1 GiB.
        self.assert_near(app["collecting_seconds"], 5 * (0.001 + 0.020 * 0.1), 0.1)
        reused = self.answer(self.FILE, case="reused", exits=OK)["parts"]["app"]
        self.assert_exactly(reused["collections"], 0)

    # What is never given back stays: the mean of the last second would be as high.
    def test_a_leak(self):
        app = self.answer(self.FILE, case="leak")["parts"]["app"]
        left = app["memory_bytes"]["value"] - BASE
        self.assertGreater(left, 80e6)
        self.assertLess(left, 130e6)

    # 3 min, and half a gigabyte.
    def test_a_decoder_by_pieces(self):
        result = self.served("video_streamed", BASE + 2e3 + 500e6)
        self.assertAlmostEqual(result["requests"]["report"]["latency_seconds"]["max"]["value"], 180.1, 6)


if __name__ == "__main__":
    unittest.main()
