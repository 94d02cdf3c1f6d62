"""What a ttl gives, against lambda T / (1 + lambda T)."""

import unittest

from scenario import FAILED, OK, Scenario, scenario


class Ttl(Scenario):
    FILE = scenario("cache_ttl")

    def hit_ratios(self, case, exits):
        parts = self.answer(self.FILE, case=case, exits=exits)["parts"]
        return [parts[name]["hit_ratio"] for name in ("cache", "memory", "database_cache", "edge")]

    # lambda T = 4 gives 80 % for each of 10, 5 and 15 minutes, 19 gives 95 %.
    def test_hits(self):
        for ratio, exact in zip(self.hit_ratios(None, OK), (0.8, 0.8, 0.8, 0.95)):
            self.assert_theory(ratio, exact, 0.01)

    # Half as often: 2 / 3, and 9.5 / 10.5.
    def test_half_as_often(self):
        for ratio, exact in zip(self.hit_ratios("half_as_often", FAILED), (2 / 3, 2 / 3, 2 / 3, 9.5 / 10.5)):
            self.assert_theory(ratio, exact, 0.015)


if __name__ == "__main__":
    unittest.main()
