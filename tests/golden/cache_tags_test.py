"""A price changes: who goes on showing the old one."""

import unittest

from scenario import OK, Scenario, scenario


class Tags(Scenario):
    FILE = scenario("cache_tags")

    def outdated(self, case=None):
        parts = self.answer(self.FILE, case=case, exits=OK)["parts"]
        memory = parts["memory"].get("outdated_ratio") or {"value": None}
        return memory["value"], parts["redis"]["outdated_ratio"]["value"], parts

    # As coded the memories of the apps are not told; as intended one of four is; short lives help most.
    def test_outdated(self):
        coded, redis, parts = self.outdated()
        self.assertGreater(coded, 0)
        self.assertLess(redis, coded / 3)
        self.assertGreater(parts["redis"]["forgotten"]["value"], 0)
        intended, _, _ = self.outdated("as_intended")
        self.assertLess(intended, coded)
        self.assertGreater(intended, 0)
        short, _, _ = self.outdated("short_memory")
        self.assertLess(short, coded / 5)
        _, alone, _ = self.outdated("no_memory")
        self.assertLess(alone, coded / 3)
        untold, _, _ = self.outdated("ttl_only")
        self.assertGreater(untold, coded)

    # Two counters for two levels: memory hits most, and what it gives is at most its own 5 min older than L2 is.
    def test_levels_count_for_themselves(self):
        _, _, parts = self.outdated()
        self.assertGreater(parts["memory"]["hit_ratio"]["value"], 0.5)
        self.assertNotEqual(parts["memory"]["hits"]["value"], parts["redis"]["hits"]["value"])
        self.assertGreater(parts["memory"]["data_age_seconds_p99"]["value"], 60)


if __name__ == "__main__":
    unittest.main()
