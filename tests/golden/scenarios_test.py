#!/usr/bin/env python3
"""The shipped models have the answers that they promise: theory, exact counts, verdicts, equal bytes.

    python3 tests/golden/scenarios_test.py build/release/plimsoll [GROUP]
"""

import json
import re
import unittest
from pathlib import Path

from scenario import CONFIGS, OK, UNDECIDED, FAILED, SEEDS, plimsoll, scenario, all_models, cases_of, half_width, Scenario


class Theory(Scenario):
    # M/M/1 at 80 %: exponential response times of 50 ms; at 95 %: 200 ms.
    def test_mm_1(self):
        result = self.answer(scenario("mm_1"), exits=OK)
        latency = result["requests"]["job"]["latency_seconds"]
        self.assert_theory(latency["mean"], 0.05, 0.02)
        self.assert_theory(latency["p50"], 0.0346574, 0.02)
        self.assert_theory(latency["p99"], 0.2302585, 0.04)
        self.assert_theory(result["parts"]["core"]["utilisation"], 0.8, 0.005)

        busier = self.answer(scenario("mm_1"), case="busier", exits=OK)
        self.assert_theory(busier["requests"]["job"]["latency_seconds"]["mean"], 0.2, 0.03)

    # 25 servers at 90 %: Erlang C is 0.50792, so the mean wait is 20.317 ms; one server 25 times as fast: 40 ms in all.
    def test_mm_c(self):
        result = self.answer(scenario("mm_c"), exits=OK)
        latency = result["requests"]["job"]["latency_seconds"]
        self.assert_theory(result["parts"]["servers"]["wait_seconds"]["mean"], 0.02031692, 0.04)
        self.assert_theory(latency["mean"], 0.12031692, 0.01)
        self.assert_theory(latency["p95"], 0.3285535, 0.01)
        self.assert_theory(latency["p99"], 0.4896643, 0.01)
        self.assert_theory(result["parts"]["servers"]["utilisation"], 0.9, 0.005)

        one_big = self.answer(scenario("mm_c"), case="one_big", exits=OK)
        self.assert_theory(one_big["requests"]["job"]["latency_seconds"]["mean"], 0.04, 0.02)

    # Pollaczek and Khinchine at 70 %: 58.33 ms of waiting where the service time varies (scv 4), 11.67 where it does not.
    def test_mg_1(self):
        result = self.answer(scenario("mg_1"), exits=OK)
        self.assert_theory(result["parts"]["core"]["wait_seconds"]["mean"], 0.058333333, 0.03)
        self.assert_theory(result["requests"]["job"]["latency_seconds"]["mean"], 0.068333333, 0.03)

        constant = self.answer(scenario("mg_1"), case="constant", exits=OK)
        self.assert_theory(constant["parts"]["core"]["wait_seconds"]["mean"], 0.0116666667, 0.01)

    # A shared core at 80 % takes 50 ms whatever the law of the work; in turn it takes 110 ms.
    def test_processor_sharing(self):
        for case in (None, "even"):
            result = self.answer(scenario("processor_sharing"), case=case, exits=OK)
            self.assert_theory(result["requests"]["job"]["latency_seconds"]["mean"], 0.05, 0.02)
        in_turn = self.answer(scenario("processor_sharing"), case="in_turn", exits=OK)
        self.assert_theory(in_turn["requests"]["job"]["latency_seconds"]["mean"], 0.11, 0.05)

    # 1,000 users, 10 s of thinking, 3 workers of 20 ms: 99.714 /s at 28.672 ms; 2,000 users: 150 /s and 10/3 s.
    def test_closed_interactive(self):
        result = self.answer(scenario("closed_interactive"), exits=OK)
        page = result["requests"]["page"]
        self.assert_theory(page["throughput_per_second"], 99.714100, 0.005)
        self.assert_theory(page["latency_seconds"]["mean"], 0.028671998, 0.01)
        self.assert_theory(result["parts"]["workers"]["utilisation"], 0.664760665, 0.005)

        more = self.answer(scenario("closed_interactive"), case="twice_the_users", exits=OK)["requests"]["page"]
        self.assert_theory(more["throughput_per_second"], 150, 0.005)
        self.assert_theory(more["latency_seconds"]["mean"], 10 / 3, 0.01)


class Feed(Scenario):
    FILE = scenario("feed")

    # A pool of 10 lends 10 / 48.3 ms = 207 times a second; 100 users wait 100 / 207 s each, and nobody fails.
    def test_shared_pool(self):
        for seed in SEEDS:
            feed = self.answer(self.FILE, "--seed", seed, case="shared_pool", exits=OK)["requests"]["feed"]
            self.assert_near(feed["throughput_per_second"], 207, 0.01)
            self.assert_near(feed["latency_seconds"]["mean"], 0.483, 0.02)
            self.assert_exactly(feed["success_ratio"], 1)
            self.assertEqual(feed["failed"], {})

    # One core does 1 / 48.3 ms = 20.7 a second; the wait for the pool would be 4.35 s, and 2 s are allowed.
    def test_one_core(self):
        for seed in SEEDS:
            result = self.answer(self.FILE, "--seed", seed, case="one_core", exits=FAILED)
            feed = result["requests"]["feed"]
            self.assert_near(feed["throughput_per_second"], 20.7, 0.01)
            self.assertEqual(list(feed["failed"]), ["timed_out"])
            self.assertGreater(feed["failed"]["timed_out"]["low"], 100)
            self.assertEqual(result["parts"]["pool"]["timed_out"], feed["failed"]["timed_out"])
            self.assert_near(feed["failures"]["timed_out"]["latency_seconds"]["mean"], 2.0, 0.01)

    # With an index the app's one loop is the limit: 1 / 1 ms = 1,000 a second, 100 ms each.
    def test_indexed(self):
        for seed in SEEDS:
            result = self.answer(self.FILE, "--seed", seed, case="indexed", exits=OK)
            feed = result["requests"]["feed"]
            self.assert_near(feed["throughput_per_second"], 1000, 0.01)
            self.assert_near(feed["latency_seconds"]["mean"], 0.1, 0.01)
            self.assertEqual(result["bottleneck"]["part"], "app")
            self.assert_near(result["parts"]["app"]["cpu_utilisation"], 1.0, 0.001)
            self.assertLess(result["parts"]["postgres"]["utilisation"]["high"], 0.03)

    # A pool per request: openings take the database's cores from one another, and nearly all fail at about 150 ms.
    def test_most_requests_fail_where_opening_burns_cpu(self):
        for seed in SEEDS:
            result = self.answer(self.FILE, "--seed", seed, exits=FAILED)
            feed = result["requests"]["feed"]
            self.assertLess(feed["success_ratio"]["high"], 0.1)
            self.assertEqual(list(feed["failed"]), ["timed_out"])
            self.assert_near(feed["failures"]["timed_out"]["latency_seconds"]["mean"], 0.150, 0.03)
            # About 100 / 0.15 s attempts a second, for 30 s.
            self.assert_near(feed["arrived"], 20_000, 0.03)
            self.assertEqual(result["bottleneck"]["part"], "postgres")
            self.assertLessEqual(result["parts"]["postgres"]["connections_max"]["high"], 100)

    # The same 50 ms as a pure delay: nobody fails.
    def test_nobody_fails_where_opening_is_a_delay(self):
        for seed in SEEDS:
            result = self.answer(self.FILE, "--seed", seed, case="free_handshake", exits=OK)
            self.assertEqual(result["requests"]["feed"]["failed"], {})
            self.assert_exactly(result["requests"]["feed"]["success_ratio"], 1)
            self.assert_near(result["parts"]["pool"]["open_seconds_mean"], 0.05, 0.001)


class Buyers(Scenario):
    FILE = scenario("hundred_buyers")

    # Exactly 50 sold, 50 told that there are none left, stock 0: in every replication, on every seed.
    def test_the_lock_sells_exactly_what_there_is(self):
        for case in (None, "bigger_pool"):
            for seed in SEEDS:
                result = self.answer(self.FILE, "--seed", seed, case=case, exits=OK)
                buy, row = result["requests"]["buy"], result["parts"]["product_row"]
                self.assert_exactly(buy["arrived"], 100)
                self.assert_exactly(buy["completed"], 50)
                self.assertEqual(list(buy["failed"]), ["out_of_stock"])
                self.assert_exactly(buy["failed"]["out_of_stock"], 50)
                self.assert_exactly(row["sold"], 50)
                self.assert_exactly(row["oversold"], 0)
                self.assert_exactly(row["stock_end"], 0)
                # The last sale comes after 50 holds of 25 ms and 1 ms of work shared by 100 on 4 cores.
                self.assert_near(buy["latency_seconds"]["max"], 50 * 0.025 + 0.025, 0.03)

    # Without it more is sold than there was, and the books say how much.
    def test_without_the_lock_it_oversells(self):
        for seed in SEEDS:
            result = self.answer(self.FILE, "--seed", seed, case="no_lock")
            buy, row = result["requests"]["buy"], result["parts"]["product_row"]
            self.assertGreaterEqual(row["oversold"]["low"], 10)
            self.assertLessEqual(row["oversold"]["high"], 24)  # of a pool of 25, all but the first
            self.assertAlmostEqual(row["stock_end"]["value"], -row["oversold"]["value"], 9)
            self.assertAlmostEqual(row["sold"]["value"], 50 + row["oversold"]["value"], 9)
            self.assertAlmostEqual(buy["completed"]["value"], row["sold"]["value"], 9)


class Orders(Scenario):
    FILE = scenario("thousand_orders")

    def assert_done_at(self, result, seconds):
        """The last order, and with it the run, is done at that time, to the hundredth of a second."""
        last = result["requests"]["order"]["latency_seconds"]["max"]
        self.assertEqual(f"{last['value']:.2f}", f"{seconds:.2f}")
        self.assertEqual(half_width(last), 0)
        self.assertAlmostEqual(result["run"]["duration_seconds"], last["value"], 9)

    # 500 connections are refused; of the other 500 the limiter's burst of 50 passes and 450 are limited.
    def test_the_limiter_refuses(self):
        for seed in SEEDS:
            result = self.answer(self.FILE, "--seed", seed, exits=FAILED)
            order = result["requests"]["order"]
            self.assertEqual(sorted(order["failed"]), ["limited", "refused"])
            self.assert_exactly(order["failed"]["refused"], 500)
            self.assert_exactly(order["failed"]["limited"], 450)
            self.assert_exactly(order["completed"], 50)
            self.assert_exactly(result["parts"]["limiter"]["passed"], 50)
            self.assert_exactly(result["parts"]["listener"]["refused"], 500)
            self.assert_done_at(result, 0.40)

    # Who waits passes at 100 a second after the burst: the last of 500 at 4.50 s, or without a burst at 4.99 s.
    def test_the_limiter_makes_them_wait(self):
        for case, done in (("wait", 4.70), ("wait_no_burst", 5.19), ("faster_limiter", 4.00)):
            for seed in SEEDS:
                result = self.answer(self.FILE, "--seed", seed, case=case, exits=OK)
                order = result["requests"]["order"]
                self.assertEqual(list(order["failed"]), ["refused"])
                self.assert_exactly(order["failed"]["refused"], 500)
                self.assert_exactly(order["completed"], 500)
                self.assert_done_at(result, done)


class Shop(Scenario):
    SHOP, UNDER_LOCK = scenario("shop"), scenario("shop_card_under_lock")
    IN_THE_SALE = ("--set", 'objective.checkout_is_quick.during=["flash_sale"]')

    # The card call under the lock: p99 of checkout in the sale at least three times as high, and errors above 1 %.
    def test_the_card_call_under_the_lock_breaks_the_sale(self):
        shop = self.answer(self.SHOP, *self.IN_THE_SALE, exits=OK)
        under_lock = self.answer(self.UNDER_LOCK, *self.IN_THE_SALE, exits=FAILED)
        p99, p99_under_lock = (result["objectives"][0]["value"] for result in (shop, under_lock))
        self.assertLess(half_width(p99), 0.03 * p99["value"])
        self.assertLess(half_width(p99_under_lock), 0.03 * p99_under_lock["value"])
        self.assertGreater(p99_under_lock["low"], 3 * p99["high"])

        self.assertEqual(shop["requests"]["all"]["failed"], {})
        errors = under_lock["objectives"][1]["value"]
        self.assertGreater(errors["low"], 0.01)
        self.assertLess(half_width(errors), 0.05 * errors["value"])
        self.assertEqual(list(under_lock["requests"]["checkout"]["failed"]), ["timed_out"])
        self.assertEqual(under_lock["bottleneck"]["part"], "inventory_row")
        self.assertLess(under_lock["parts"]["primary"]["utilisation"]["high"], 0.02)

    # Both verdicts as shipped, without --set.
    def test_verdicts(self):
        self.answer(self.SHOP, exits=OK)
        self.answer(self.UNDER_LOCK, exits=FAILED)

    # The two files differ by comments, the title, and one line that has moved.
    def test_one_line_moved(self):
        def lines(file):
            return [re.sub(r"\s*#.*", "", line) for line in (CONFIGS / file).read_text().splitlines()]

        shop, under_lock = ([line for line in lines(file) if line] for file in (self.SHOP, self.UNDER_LOCK))
        differing = sorted(set(shop) ^ set(under_lock))
        self.assertEqual(len(differing), 2)
        self.assertTrue(all(line.startswith("title") for line in differing), differing)
        card = [line for line in shop if 'id = "card"' in line]
        self.assertEqual(len(card), 1)
        for file in (shop, under_lock):
            at = file.index(card[0])
            routine = [line for line in file[:at] if line.startswith("[")][-1]
            self.assertEqual(routine, "[request.checkout]" if file is shop else "[routine.take_stock]")
            del file[at]
        self.assertEqual(shop[2:], under_lock[2:])

    # `check` sees it before anything runs, at the line, for the lock and for the connection.
    def test_check_warns(self):
        code, text, _ = plimsoll("check", self.UNDER_LOCK, "--format", "json")
        self.assertEqual(code, OK)
        findings = json.loads(text)["findings"]
        self.assertEqual([finding["address"] for finding in findings], ["routine.take_stock.steps.card"] * 2)
        line = (CONFIGS / self.UNDER_LOCK).read_text().splitlines()[findings[0]["line"] - 1]
        self.assertIn('id = "card"', line)
        for finding, held in zip(findings, ("db_pool", "inventory_row")):
            self.assertIn(f"while it holds {held}", finding["message"])


class Tour(Scenario):
    # The exit codes of the baseline and of every case are those that the file's own comment states.
    def test_exit_codes_are_as_stated(self):
        for path in sorted(CONFIGS.glob("[0-9]*.toml")):
            head = "".join(line for line in path.read_text().splitlines(True) if line.startswith("#"))
            stated = {(): int(re.search(r"xit code (\d+)", head).group(1))}
            for code, case in re.findall(r"(\d+)\s+with\s+--case\s+(\w+)", head):
                stated["--case", case] = int(code)
            self.assertEqual(sorted(stated), sorted(cases_of(path.name)), path.name)
            for case, code in stated.items():
                with self.subTest(file=path.name, case=case):
                    self.assertEqual(plimsoll("run", path.name, *case)[0], code)

    # Small enough to read at a glance; the first is the smallest useful model.
    def test_they_are_small(self):
        sizes = [len(path.read_text().splitlines()) for path in sorted(CONFIGS.glob("[0-9]*.toml"))]
        self.assertEqual(len(sizes), 9)
        self.assertLessEqual(sizes[0], 12)
        self.assertLessEqual(max(sizes), 45)


class Check(Scenario):
    # What is meant to be too much, and what `check` says of it. Of nothing else it says anything.
    WARNINGS = {
        ("02_open_traffic.toml", ()): ["is asked for 140 % of the cpu it has"],
        ("03_pool.toml", ("--case", "small")): ["is asked for 112 % of the connections it has"],
        (scenario("feed_growth"), ()): ["is asked for 139 % of the cpu it has"],
        # The commit is a round trip under the connection: that is what statements cost.
        **{
            (scenario("statements"), ("--case", case) if case else ()): ["while it holds pool"]
            for case in (
                "", "batched", "kept", "each_time", "far", "document", "some_columns", "whole_table", "streamed"
            )
        },
        (scenario("partition"), ("--case", "no_cut")): ["it never happens"],
        (scenario("connection_rate"), ("--case", "few_ports")): ["28232 ports held for 60 s allow 470.5"],
        (scenario("connection_setup"), ("--case", "five_servers")): ["pools may open 500 connections"],
        (scenario("connection_setup"), ("--case", "more_connections")): ["needs 101 GB with all its 10000 connections"],
        (scenario("connection_setup"), ("--case", "more_files")): ["needs 101 GB with all its 10000 connections"],
        (scenario("scale_ladder"), ("--case", "pools_5")): ["may open 500 connections (db_pool 5 x 100), but it accepts 100",
                                                            "may open 500 connections (db_pool 5 x 100), but it accepts 300"],
        (scenario("hundred_buyers"), ("--case", "pay_inside")): ["while it holds pool", "while it holds product_row"],
        # A write is a wait for the disk, with the file locked.
        **{
            (scenario("single_writer"), ("--case", case) if case else ()): ["while it holds sqlite"]
            for case in (
                "", "timeout_5s", "polling", "spread", "polling_spread", "postgres", "batches", "pool_25", "pool_1",
                "wal_readers", "journal_readers",
            )
        },
        # Rows taken in the order in which they are named; round trips between two phases, under all locks.
        **{
            (scenario("transfers"), ("--case", case) if case else ()): ["is held for two rows at once"]
            for case in ("", "youngest", "looks_after_1s", "nobody_looks")
        },
        (scenario("transfers"), ("--case", "two_phase")): 2 * ["while it holds pool", "while it holds account"],
        (scenario("transfers"), ("--case", "coordinator_lost")): 3 * ["while it holds pool", "while it holds account"],
        (scenario("shop_card_under_lock"), ()): ["while it holds db_pool", "while it holds inventory_row"],
    }

    def test_only_what_is_meant_to_be_too_much_is_worth_a_warning(self):
        for file in all_models():
            for case in cases_of(file):
                with self.subTest(file=file, case=case):
                    code, text, error = plimsoll("check", file, *case, "--format", "json")
                    self.assertEqual(code, OK, error)
                    messages = [finding["message"] for finding in json.loads(text)["findings"]]
                    expected = self.WARNINGS.get((file, case), [])
                    self.assertEqual(len(messages), len(expected), messages)
                    for message, part in zip(messages, expected):
                        self.assertIn(part, message)

    # `examples` lists every model with what its first line says.
    def test_examples_list_them(self):
        _, listed, _ = plimsoll("examples")
        listed = " ".join(listed.split())
        for file in all_models():
            name, _, summary = (CONFIGS / file).read_text().splitlines()[0].removeprefix("# ").partition(".toml: ")
            self.assertEqual(name, Path(file).stem)
            self.assertIn(f"{name} {summary}", listed)


class Replay(Scenario):
    MAY_DIFFER = re.compile(r'^\s*"(wall_seconds|threads|commit)": .*\n', re.MULTILINE)

    def bytes_of(self, file, case, threads):
        code, text, error = plimsoll(
            "run", file, *case, "--replications", 3, "--threads", threads, "--format", "json"
        )
        self.assertIn(code, (OK, UNDECIDED, FAILED), error)
        stripped, count = self.MAY_DIFFER.subn("", text)
        self.assertEqual(count, 3)
        return stripped

    # Every model and case gives the same bytes twice, and on one thread as on two.
    def test_equal_bytes(self):
        for file in all_models():
            for case in cases_of(file):
                with self.subTest(file=file, case=case):
                    first = self.bytes_of(file, case, 2)
                    self.assertEqual(first, self.bytes_of(file, case, 2))
                    self.assertEqual(first, self.bytes_of(file, case, 1))

    # Another seed is another run, so equality above is not that of constants.
    def test_another_seed_differs(self):
        for file in all_models():
            if "thousand_orders" in file:
                continue  # no time in it varies
            results = [self.answer(file, "--replications", 1, "--seed", seed) for seed in (1, 2)]
            self.assertNotEqual(*(result["run"]["digest"] for result in results), file)


if __name__ == "__main__":
    unittest.main()
