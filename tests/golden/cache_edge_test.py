"""Browser, edge and gateway: what is left for the origin."""

import unittest

from scenario import OK, Scenario, scenario


class Edge(Scenario):
    FILE = scenario("cache_edge")

    def origin(self, case=None):
        """Requests a second that reach the app."""
        result = self.answer(self.FILE, case=case, exits=OK)
        return result["parts"]["app"]["served"]["value"] / 300, result

    # Pages, media and orders; what was rendered beforehand never comes.
    def test_baseline(self):
        rate, _ = self.origin()
        self.assertAlmostEqual(rate, 90, delta=1.5)

    # 95 % of everything leaves a twentieth; orders cannot be cached, so a sixth is left; 1.25 times is 20 %.
    def test_edge(self):
        everything, _ = self.origin("edge_everything")
        self.assertAlmostEqual(90 / everything, 20, delta=1.5)
        by_class, _ = self.origin("edge_all")
        self.assertAlmostEqual(by_class, 0.05 * 80 + 10, delta=1)
        as_priced, _ = self.origin("edge_as_priced")
        self.assertAlmostEqual(90 / as_priced, 1.25, delta=0.02)

    # Nine of ten files never come.
    def test_cdn(self):
        rate, _ = self.origin("cdn")
        self.assertAlmostEqual(rate, 90 - 0.9 * 20, delta=1.5)

    # A user comes back every 100 s: lambda T = 3, three of four pages are not asked at all.
    def test_browser(self):
        rate, result = self.origin("browser")
        self.assertAlmostEqual(result["parts"]["browser"]["hit_ratio"]["value"], 0.75, delta=0.02)
        self.assertLess(rate, 47)

    # A hundred routes, each asked 0.6 times a second and kept for 10 s: lambda T = 6, one of seven is rendered.
    def test_gateway(self):
        rate, _ = self.origin("gateway")
        self.assertAlmostEqual(rate, 30 + 60 / 7, delta=1)

    # No read call: the query for the price is not made.
    def test_own_copy(self):
        _, without = self.origin("own_copy")
        _, usual = self.origin()
        fewer = usual["parts"]["postgres"]["served"]["value"] - without["parts"]["postgres"]["served"]["value"]
        self.assertAlmostEqual(fewer / 300, 10, delta=1)


if __name__ == "__main__":
    unittest.main()
