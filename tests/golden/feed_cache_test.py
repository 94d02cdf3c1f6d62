"""A feed that is kept for 30 s."""

import unittest

from scenario import FAILED, OK, Scenario, scenario


class FeedCache(Scenario):
    FILE = scenario("feed_cache")

    # In 119 s the feed is fetched four times (0, 30, 60 and 90 s): once each, or by up to all 100 users.
    def test_fetches(self):
        coalesced = self.answer(self.FILE, case="coalesced", exits=OK)["parts"]["responses"]
        self.assert_exactly(coalesced["fetches"], 4)
        stampede = self.answer(self.FILE, exits=OK)["parts"]["responses"]
        self.assertLessEqual(stampede["fetches"]["high"], 400)
        self.assertGreater(stampede["fetches"]["low"], 150)

    # 207 a second without it; with it what the event loop does, 1,000, and answers up to 30 s old.
    def test_throughput(self):
        bare = self.answer(self.FILE, case="no_cache", exits=FAILED)["requests"]["feed"]
        self.assert_near(bare["throughput_per_second"], 10 / 0.0483, 0.01)
        cached = self.answer(self.FILE, exits=OK)
        self.assert_near(cached["requests"]["feed"]["throughput_per_second"], 1000, 0.02)
        age = cached["parts"]["responses"]["data_age_seconds_p99"]["value"]
        self.assertGreater(age, 29)
        self.assertLess(age, 30.2)


if __name__ == "__main__":
    unittest.main()
