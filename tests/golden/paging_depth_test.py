#!/usr/bin/env python3
"""paging_depth.toml: OFFSET is a straight line in the page, a cursor is flat, and page 1 has nothing to gain.

    python3 tests/golden/paging_depth_test.py build/release/plimsoll
"""

import unittest

from scenario import OK, Scenario, scenario

FILE = scenario("paging_depth")
START, LEVELS, FETCH, PLANNING = 79e-6, 3 * 0.25e-6, 2.76e-6, 0.5e-3  # seconds, of [costs]


def demand(offset, limit=10):
    """What a page costs on a core, as docs/language.md says."""
    return PLANNING + START + LEVELS + (offset + limit) * FETCH


class PagingDepth(Scenario):
    def result(self, case=None, *arguments):
        return self.answer(FILE, *arguments, case=case, exits=OK)

    def mean(self, case=None, *arguments):
        return self.result(case, *arguments)["requests"]["list"]["latency_seconds"]["mean"]["value"]

    def query(self, case=None, *arguments):
        return self.result(case, *arguments)["queries"][0]

    # Mean latency of the burst against the offset, over six depths: R^2 is 1 to four digits, and the slope is the cost of
    # a row times half of the 10,000 clients over 8 cores. (CL009)
    def test_offset_is_a_straight_line(self):
        cases = {None: 1, "page_1000": 1000, "page_2500": 2500, "page_5000": 5000, "page_7500": 7500, "page_10000": 10_000}
        points = [(10 * (page - 1), self.mean(case)) for case, page in cases.items()]
        mean_x, mean_y = (sum(values) / len(points) for values in zip(*points))
        xx = sum((x - mean_x) ** 2 for x, _ in points)
        yy = sum((y - mean_y) ** 2 for _, y in points)
        xy = sum((x - mean_x) * (y - mean_y) for x, y in points)
        self.assertGreater(xy**2 / (xx * yy), 0.9999)
        self.assertAlmostEqual(xy / xx / (FETCH * 10_000 / 8 / 2), 1, delta=0.02)

    # The demand of each page is the formula's; before what every statement costs the ratio is 1 : 1,000 : 10,000. (CL009)
    def test_demand_is_the_formula(self):
        rows = []
        for case, offset in ((None, 0), ("page_1000", 9_990), ("page_10000", 99_990)):
            query = self.query(case)
            self.assertAlmostEqual(query["demand_seconds_mean"], demand(offset), delta=1e-9)
            rows.append(query["rows_read"])
        self.assertEqual([row / rows[0] for row in rows], [1, 1000, 10_000])

    # "Page 1000" was written as OFFSET 10000: that is page 1,001, and it reads ten rows more. (CL008)
    def test_offset_10000_is_page_1001(self):
        self.assertEqual(self.query("page_1000")["rows_read"], 10_000)
        self.assertEqual(self.query("offset_10000")["rows_read"], 10_010)
        self.assertEqual(self.mean("offset_10000"), self.mean(None, "--set", "plan.list.page=1001"))

    # A cursor costs the same at any depth ...
    def test_cursor_is_flat(self):
        first = self.mean("page_1_cursor")
        self.assertEqual(self.mean("cursor_1000"), first)
        self.assertEqual(self.mean("cursor_10000"), first)

    # ... and for those who ask for page 1, which is all of them in the baseline, just what OFFSET costs. (CL010)
    def test_page_1_has_nothing_to_gain(self):
        self.assertEqual(self.mean("page_1_cursor"), self.mean())

    # Page 10,000 for everybody is 345 s of eight cores; of clients who wait 30 s at most one in eleven gets an answer.
    def test_deep_pages_lock_the_database_up(self):
        whole = self.result("page_10000")["run"]["duration_seconds"]
        self.assertAlmostEqual(whole, 10_000 * demand(99_990) / 8, delta=0.01 * whole)
        list_ = self.result("gives_up")["requests"]["list"]
        self.assert_near(list_["success_ratio"], 30 / whole, 0.12)
        self.assertEqual(set(list_["failed"]), {"timed_out"})

    # Pages drawn by popularity: the mean demand is that of the mean page, a hundred times that of the first; by cursor,
    # or with a cap at page 100, the deep ones cost nothing.
    def test_mix(self):
        harmonic = sum(1 / k for k in range(1, 10_001))
        mean_offset = 10 * (10_000 / harmonic - 1)
        self.assertAlmostEqual(self.query("mix")["demand_seconds_mean"], demand(mean_offset), delta=1e-6)
        self.assertGreater(self.mean("mix"), 20 * self.mean("mix_cursor"))
        capped = self.result("mix_capped")["requests"]["list"]
        shallow = sum(1 / k for k in range(1, 101)) / harmonic
        self.assertAlmostEqual(capped["success_ratio"]["value"], shallow, delta=0.02)
        self.assertEqual(set(capped["failed"]), {"too_deep"})
        self.assertLess(capped["latency_seconds"]["mean"]["value"], self.mean("mix") / 20)

    # count(*) of 200,000 rows is 99 % of the work of page 1; from a cache it is done once for everybody.
    def test_count_is_most_of_the_work(self):
        counted = self.result("counted")
        page, count = (query["demand_seconds_mean"] for query in counted["queries"])
        self.assertGreater(count / (page + count), 0.99)
        cached = self.result("counted_cached")
        self.assertEqual(cached["parts"]["counts"]["fetches"]["value"], 1)
        whole = cached["run"]["duration_seconds"]
        self.assertAlmostEqual(whole, 10_000 * page / 8 + count, delta=0.1 * whole)

    # per_page = 500 as coded falls back to 20 rows; read as "at most 100" it would be 100. (CL094)
    def test_per_page_500_is_20_rows(self):
        self.assertEqual(self.query("per_page_500")["rows_returned"], 20)
        self.assertEqual(self.query("per_page_100")["rows_returned"], 100)

    # 245 items at 20 per page are 13 pages, the last of 5. (CL093)
    def test_245_items_are_13_pages(self):
        def returned(page):
            sets = [f"--set=table.items.rows=245", "--set=plan.list.limit=20", f"--set=plan.list.page={page}"]
            return self.query(None, *sets)["rows_returned"]

        self.assertEqual([returned(page) for page in (1, 12, 13, 14)], [20, 20, 5, 0])


if __name__ == "__main__":
    unittest.main()
