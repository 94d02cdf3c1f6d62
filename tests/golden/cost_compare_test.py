#!/usr/bin/env python3
"""cost_compare.toml: 67 and 2,320 USD a month, line by line, and what the longer list leaves out.

    python3 tests/golden/cost_compare_test.py build/release/plimsoll
"""

import re
import unittest
from functools import lru_cache

from scenario import OK, Scenario, plimsoll, scenario

FILE = scenario("cost_compare")


class CostCompare(Scenario):
    @lru_cache(maxsize=None)
    def cost(self, case=None):
        return self.answer(FILE, case=case, exits=OK)["cost"]

    def lines(self, case=None):
        """Name of each line that costs something: quantity, what one costs, what all cost."""
        return {i["part"]: (i["quantity"], i["each"], i["per_month"]) for i in self.cost(case)["items"] if i["per_month"]}

    # 30 + 25 + 12 = 67, 0.067 a user. (CL042)
    def test_a_thousand_users(self):
        self.assertEqual(self.lines("small"), {"app": (1, 30, 30), "primary": (1, 25, 25), "redis": (1, 12, 12)})
        cost = self.cost("small")
        self.assert_exactly(cost["per_month"], 67)
        self.assert_exactly(cost["users"], 1_000)
        self.assert_exactly(cost["per_user"], 0.067)
        self.assertEqual(cost["unpriced"], [])

    # 600 + 500 + 450 + 600 + 20 + 100 + 50 = 2,320, 0.0232 a user. (CL043)
    def test_a_hundred_thousand_users(self):
        self.assertEqual(
            self.lines(),
            {
                "app": (5, 120, 600),
                "primary": (1, 500, 500),
                "replica": (3, 150, 450),
                "redis": (6, 100, 600),
                "balancer": (1, 20, 20),
                "cdn": (1, 100, 100),
                "s3": (1, 50, 50),
            },
        )
        self.assert_exactly(self.cost()["per_month"], 2_320)
        self.assert_exactly(self.cost()["users"], 100_000)
        self.assert_exactly(self.cost()["per_user"], 0.0232)

    # A hundred times the users for 34.6 times the money. (CL044)
    def test_ratio(self):
        large, small = self.cost(), self.cost("small")
        self.assertEqual(large["users"]["value"] / small["users"]["value"], 100)
        self.assertAlmostEqual(large["per_month"]["value"] / small["per_month"]["value"], 34.6, delta=0.05)

    # What each other choice comes to.
    def test_other_choices(self):
        for case, month in {"three_apps": 2_080, "large_replicas": 3_370, "three_redis": 2_020, "without_edge": 2_220}.items():
            self.assert_exactly(self.cost(case)["per_month"], month)

    # 10 KB with each of 26 billion answers are 262 TB, and 0.09 USD a GB for them eleven times the whole list.
    def test_egress(self):
        cost = self.cost("with_egress")
        egress = next(item for item in cost["items"] if item["part"] == "egress")
        self.assertAlmostEqual(egress["quantity"], cost["requests_per_month"]["value"] * 10e3 / 1e9, delta=1e-3)
        self.assert_near(cost["requests_per_month"], 26.28e9, 0.02)
        self.assert_near(cost["per_month"], 2_320 + 262_800 * 0.09, 0.02)

    # Compressed to 30 %, of which the edge sends 90 %: the origin sends 3 %, and pays for 3 %. (CL049)
    def test_compressed_and_from_the_edge(self):
        price = lambda *sets: next(
            item["per_month"]
            for item in self.answer(FILE, *sets, case="with_egress", exits=OK)["cost"]["items"]
            if item["part"] == "egress"
        )
        self.assertAlmostEqual(price("--set", "bill.egress.traffic_per_request=300 B") / price(), 0.03, delta=1e-9)

    # A user asks every 10 s: 262.8 million requests of a thousand users, 0.255 USD a million; 0.088 of the many.
    def test_per_million_requests(self):
        self.assert_near(self.cost("small")["per_million_requests"], 0.255, 0.03)
        self.assert_near(self.cost()["per_million_requests"], 0.0883, 0.02)

    # The scenario stands alone, with the prices of the catalogue; with that behind it the answer is the same.
    def test_catalogue(self):
        digests = re.compile(r"result digest (\w+), model digest (\w+)")
        for case in ((), ("--case", "small")):
            alone = plimsoll("run", FILE, *case, "--replications", "2")[1]
            behind = plimsoll("run", FILE, "prices/scale_ladder.toml", *case, "--replications", "2")[1]
            self.assertEqual(digests.search(behind).groups(), digests.search(alone).groups())
        for item in self.cost()["items"]:
            self.assertTrue(item["source"] and item["date"], item["price"])

    # Three servers do the work of five, nearer to their limit: 24 cores for 20.
    def test_three_servers_are_enough(self):
        five = self.answer(FILE, exits=OK)["parts"]["app"]["utilisation"]
        three = self.answer(FILE, case="three_apps", exits=OK)["parts"]["app"]["utilisation"]
        self.assert_near(five, 0.5, 0.03)
        self.assert_near(three, 0.5 * 5 / 3, 0.03)


if __name__ == "__main__":
    unittest.main()
