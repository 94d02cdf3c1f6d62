#!/usr/bin/env python3
"""Shards: what they buy, what a query without the key costs, who is hot, what moves when there are more.

    python3 tests/golden/shards_test.py build/release/plimsoll
"""

import unittest

from scenario import OK, FAILED, Scenario, scenario


class Shards(Scenario):
    FILE = scenario("shards")

    def users(self, case=None):
        return self.answer(self.FILE, case=case, exits=OK)["parts"]["users"]

    # 5 % without the key: 0.95 + 0.05 n queries at shards. From 64 to 256 the work of each falls from 6.48 % to 5.37 %:
    # four times the shards buy 1.21 times the work.
    def test_speed_up(self):
        for case, shards, amplification in (
            ("one", 1, 1), ("four", 4, 1.15), ("sixteen", 16, 1.75), (None, 64, 4.15), ("two_fifty_six", 256, 13.75),
        ):
            with self.subTest(shards=shards):
                users = self.users(case)
                self.assert_exactly(users["shards"], shards)
                self.assert_near(users["amplification"], amplification, 0.08)
        small, large = (
            self.answer(self.FILE, case=case, exits=OK)["parts"]["shard_db"]["utilisation"]["value"]
            for case in (None, "two_fifty_six")
        )
        self.assertAlmostEqual(small / large, (4.15 / 64) / (13.75 / 256), delta=0.07)

    # With the key in every query it is linear; with 1 % and 20 % without it 1.63 and 13.6.
    def test_share_of_scatters(self):
        self.assert_exactly(self.users("no_search")["amplification"], 1)
        self.assert_near(self.users("search_1")["amplification"], 1.63, 0.1)
        self.assert_near(self.users("search_20")["amplification"], 13.6, 0.05)

    # 99.9 % of queries at one shard take less than 10 ms, so of those at 256 shards 0.999^256 = 77.4 %: 1.2 % of all
    # queries are late. It takes shards with 99.9996 %.
    def test_tail_of_scatters(self):
        tail = self.answer(self.FILE, case="tail_256", exits=OK)["requests"]
        self.assertAlmostEqual(tail["search"]["success_ratio"]["value"], 0.774, delta=0.03)
        self.assertAlmostEqual(tail["profile"]["success_ratio"]["value"], 0.999, delta=0.0005)
        late = sum(request["failed"]["timed_out"]["value"] for name, request in tail.items() if name in ("search", "profile"))
        self.assertAlmostEqual(late / 30_000, 0.0113 + 0.00095, delta=0.002)
        needs = self.answer(self.FILE, case="tail_needs", exits=OK)["requests"]["search"]
        self.assertGreater(needs["success_ratio"]["value"], 0.997)

    # Searches that ask an index first are one query at shards.
    def test_index_service(self):
        answer = self.answer(self.FILE, case="index_service", exits=OK)["parts"]
        self.assert_exactly(answer["users"]["amplification"], 1)
        self.assert_near(answer["index_db"]["served"], 500, 0.15)

    # A directory is asked by 95 % of queries: one place does what 64 did.
    def test_directory_is_one_place(self):
        answer = self.answer(self.FILE, case="directory", exits=OK)["parts"]
        self.assert_near(answer["directory_db"]["served"], 9_500, 0.05)

    # Favourites make one shard hot, ranges worse than hashes; a tier of their own makes the rest even again. Cities:
    # nine shards, of which one does 40 %.
    def test_hot_shards(self):
        even, popular, tier, ranges, city, ring = (
            self.users(case)["imbalance"]["value"]
            for case in ("no_search", "popular", "hot_tier", "by_range", "by_city", "by_ring")
        )
        self.assertLess(even, 1.5)
        self.assertGreater(popular, 4)
        self.assertGreater(ranges, 2 * popular)
        self.assertLess(tier, popular / 2)
        self.assertAlmostEqual(city, 0.40 * 64, delta=1.0)
        self.assertLess(ring, 1.8)


class Reshard(Scenario):
    FILE = scenario("reshard")

    def parts(self, case=None):
        return self.answer(self.FILE, case=case)["parts"]

    # 64 to 256: three quarters of the keys move, by hash or on a ring. One shard more: nearly all by hash, 1/65 on a
    # ring.
    def test_keys_moved(self):
        for case, moved, delta in (
            (None, 0.75, 0.005), ("ring", 0.75, 0.02), ("one_more", 0.985, 0.005), ("one_more_ring", 1 / 65, 0.005),
        ):
            with self.subTest(case=case):
                self.assertAlmostEqual(self.parts(case)["users"]["moved_share"]["value"], moved, delta=delta)

    # 150 writes and 400 copies a second for 20 s, three quarters of them twice: the shards do more than twice the work
    # of a quiet 20 s, and after the switch a quarter each.
    def test_load_while_it_is_moved(self):
        moving, quiet = self.parts(), self.parts("quiet")
        twice = moving["users"]["written_twice"]["value"]
        self.assertAlmostEqual(twice, 0.75 * (150 + 400) * 20, delta=400)
        self.assert_exactly(quiet["users"]["written_twice"], 0)
        extra = moving["shard_db"]["in_use"]["value"] / quiet["shard_db"]["in_use"]["value"]
        self.assertTrue(1.4 < extra < 1.8, extra)
        self.assertEqual(quiet["users"]["moved_share"]["value"], 0)


if __name__ == "__main__":
    unittest.main()
