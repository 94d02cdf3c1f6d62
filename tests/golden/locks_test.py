#!/usr/bin/env python3
"""transfers.toml, mutex.toml and full_table.toml: deadlocks, two phases, mutexes, and statements over a whole table.

    python3 tests/golden/locks_test.py build/release/plimsoll
"""

import unittest

from scenario import Scenario, scenario


class Locks(Scenario):
    def transfers(self, case=None, *arguments):
        result = self.answer(scenario("transfers"), *arguments, case=case)
        return result["requests"]["transfer"], result["parts"]["elsewhere" if case == "nobody_looks" else "account"]

    # Rows taken in one order: no deadlock at all. In two orders there are some, and each is found.
    def test_order_prevents_deadlocks(self):
        transfer, account = self.transfers()
        self.assertGreater(account["deadlocks"]["low"], 5)
        self.assertEqual(transfer["failed"], {})  # each is tried again
        _, in_order = self.transfers("in_order")
        self.assertEqual(in_order.get("deadlocks", {"value": 0})["value"], 0)

    # Found at once a deadlock costs a retry; after 1 s both have stood still that long, and so has everybody behind them;
    # where nobody looks it is the wait limit of 5 s.
    def test_the_later_it_is_found_the_more_it_costs(self):
        runs = [self.transfers(case)[0] for case in (None, "looks_after_1s", "nobody_looks")]
        slowest = [run["latency_seconds"]["max"]["value"] for run in runs]
        self.assertLess(slowest[0], 0.9)
        self.assertGreater(slowest[1], 1)
        self.assertGreater(slowest[2], 5)
        answers = [run["throughput_per_second"] for run in runs]
        self.assertGreater(answers[0]["low"], answers[1]["value"])
        self.assertGreater(answers[1]["low"], answers[2]["high"])

    # Locks are held through the slower of two prepares, 10 ms x (1 + 1/2) on average, and two round trips of 2 ms.
    def test_two_phases_hold_longer(self):
        transfer, account = self.transfers("two_phase", "--set", "traffic.customers.users=1")
        self.assertAlmostEqual(transfer["latency_seconds"]["mean"]["value"], 0.019, delta=0.001)

    # A coordinator that is lost keeps its rows locked for 10 s, and whoever wants them waits.
    def test_a_lost_coordinator_keeps_locks(self):
        lost, fine = self.transfers("coordinator_lost")[0], self.transfers("two_phase")[0]
        self.assertLess(fine["latency_seconds"]["max"]["value"], 1)
        self.assertGreater(lost["latency_seconds"]["max"]["value"], 10)
        self.assertGreater(lost["latency_seconds"]["mean"]["value"], 3 * fine["latency_seconds"]["mean"]["value"])

    # 10 workers x 1,000 x 1 us under one mutex, and one who writes for 1 us: 10 ms and no less. In two processes half of
    # it. (CL080)
    def test_a_mutex_makes_it_serial(self):
        last = lambda case=None: self.answer(scenario("mutex"), case=case)["requests"]["count"]["latency_seconds"]["max"]["value"]
        self.assertAlmostEqual(last(), 0.010001, 9)
        self.assertAlmostEqual(last("two_processes"), 0.005001, 9)

    # Readers side by side: 1 ms instead of 10. A writer is let in after those who read just then; where readers pass it,
    # only at their end.
    def test_readers_go_side_by_side(self):
        readers, passing = (self.answer(scenario("mutex"), case=case)["requests"] for case in ("readers", "readers_pass"))
        self.assertLess(readers["count"]["latency_seconds"]["max"]["value"], 0.0011)
        self.assertLess(readers["change"]["latency_seconds"]["max"]["value"], 5e-6)
        self.assertGreater(passing["change"]["latency_seconds"]["max"]["low"], 300e-6)

    # One statement over the table stops every order for 5 s; in a hundred pieces none for longer than about two pieces.
    def test_pieces_let_others_in(self):
        slowest = lambda case=None: self.answer(scenario("full_table"), case=case)["requests"]["order"]["latency_seconds"]["max"]
        self.assertGreater(slowest()["low"], 4.9)
        self.assertLess(slowest("batches")["high"], 0.08)
        self.assertAlmostEqual(slowest("long_pieces")["value"], 0.5, delta=0.03)


if __name__ == "__main__":
    unittest.main()
