#!/usr/bin/env python3
"""statements.toml: an order counts in round trips, and prepared statements save only where they are kept.

    python3 tests/golden/statements_test.py build/release/plimsoll
"""

import unittest

from scenario import OK, Scenario, scenario

FILE = scenario("statements")


class Statements(Scenario):
    def result(self, case=None, *arguments):
        return self.answer(FILE, *arguments, case=case, exits=OK)

    def mean(self, request, case=None, *arguments):
        return self.result(case, *arguments)["requests"][request]["latency_seconds"]["mean"]["value"]

    def queries(self, case=None):
        return {query["plan"]: query for query in self.result(case)["queries"]}

    # Three items: order, stock and item for each, commit: 8 round trips and the demand of 8 statements, one after the
    # other. With stock and items in one statement each it is 4. In a zone 2 ms away every round trip costs 1.5 ms more.
    def test_a_transaction_counts_in_round_trips(self):
        plans = self.queries()
        statements = ["add_order"] + 3 * ["take_stock", "add_item"]
        demand = sum(plans[name]["demand_seconds_mean"] for name in statements) + 0.1e-3
        order = self.mean("order")
        self.assertAlmostEqual(order, 8 * 0.5e-3 + demand, delta=0.02 * order)
        self.assertAlmostEqual(self.mean("order", "far") - order, 8 * 1.5e-3, delta=0.02 * order)
        batched = self.queries("batched")
        demand = sum(batched[name]["demand_seconds_mean"] for name in ("add_order", "take_stock", "add_item")) + 0.1e-3
        self.assertAlmostEqual(self.mean("order", "batched"), 4 * 0.5e-3 + demand, delta=0.02 * order)

    # Kept: nothing is parsed and planned, and both requests are a quarter to a third faster and more ("30 % faster").
    # Prepared and closed for each call, as the code does it: the same work and two round trips more for each statement,
    # so slower than not preparing at all. (CL055)
    def test_prepared(self):
        for request, trips in (("order", 7), ("list", 1)):
            plain = self.mean(request)
            self.assertLess(self.mean(request, "kept"), 0.75 * plain)
            self.assertAlmostEqual(self.mean(request, "each_time") - plain, trips * 2 * 0.5e-3, delta=0.02 * plain)
        for name, query in self.queries("kept").items():
            self.assertEqual(query["planning_seconds"], 0, name)
        self.assertEqual(self.queries("each_time")["list"]["planning_seconds"], 0.5e-3)

    # A document needs no look-ups of makers and prices: 40 rows less; but it is three times as large to write.
    def test_document(self):
        joined, document = self.queries(), self.queries("document")
        self.assertEqual(joined["list"]["branch"], "index by_category, nested loop makers, nested loop prices")
        self.assertEqual(document["list"]["branch"], "index by_category")
        self.assertEqual(document["list"]["answer_bytes"], joined["list"]["answer_bytes"])
        self.assertLess(self.mean("list", "document"), self.mean("list"))
        more = document["take_stock"]["execution_seconds"] - joined["take_stock"]["execution_seconds"]
        self.assertAlmostEqual(more, 400 / 1024 * 2e-6, delta=1e-12)

    # A quarter of the columns is a quarter of the bytes, and of the time to encode them; an answer in pieces of 64 KiB
    # holds 64 KiB of memory instead of 19 MiB, for the same work.
    def test_columns_and_pieces(self):
        whole, some = self.queries()["list"], self.queries("some_columns")["list"]
        self.assertEqual(some["answer_bytes"], whole["answer_bytes"] / 4)
        saved = whole["execution_seconds"] - some["execution_seconds"]
        self.assertAlmostEqual(saved, 0.75 * whole["answer_bytes"] / 1024 * 2e-6, delta=1e-12)
        table, pieces = self.queries("whole_table")["list"], self.queries("streamed")["list"]
        self.assertEqual((table["answer_bytes"], table["held_bytes"]), (20_000_000, 20_000_000))
        self.assertEqual((pieces["answer_bytes"], pieces["held_bytes"]), (20_000_000, 65_536))
        self.assertEqual(pieces["execution_seconds"], table["execution_seconds"])


if __name__ == "__main__":
    unittest.main()
