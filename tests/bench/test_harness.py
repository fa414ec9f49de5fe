# SPDX-License-Identifier: MIT
"""The harness itself, without rltd and without peers: python3 tests/bench/test_harness.py"""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness import cli, report
from harness.errors import BenchError
from harness.measure import Runner, alternate, whole_process
from harness.report import Row
from works import ppo_cartpole

PEAK = {"isa": "avx2", "fma_gflops": {"portable": 50.0, "avx2": 100.0}, "read_gbps": 20.0, "rmw_gbps": 30.0}
KEYS = "work unit ours peer peer_name peer_version ratio threads isa peak_gflops".split()
ECHO = """
import sys
print('{"n": -1}', flush=True)
for n, _ in enumerate(sys.stdin):
    print('{"n": %d}' % n, flush=True)
"""


def row(**changes):
    return Row(**{"work": "w/c", "unit": "s", "ours": 2.0, "threads": 1, "higher_is_better": False} | changes)


class Report(unittest.TestCase):
    def test_ratio_above_one_means_ours_is_better(self):
        self.assertEqual(row(peer=20.0).ratio, 10.0)
        self.assertEqual(row(peer=20.0, higher_is_better=True).ratio, 0.1)
        self.assertIsNone(row().ratio)

    def test_json_lines_hold_the_promised_keys_and_are_appended(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "new" / "bench.jsonl"
            report.append(path, [row()], PEAK)
            report.append(path, [row(peer=4.0, peer_name="p", peer_version="1")], PEAK)
            records = [json.loads(line) for line in path.read_text().splitlines()]
        self.assertEqual([list(record) for record in records], [KEYS, KEYS])
        self.assertEqual((records[1]["ratio"], records[1]["isa"], records[1]["peak_gflops"]), (2.0, "avx2", 100.0))

    def test_table_has_a_line_for_each_row(self):
        lines = report.table([row(), row(work="other", peer=4.0, peer_name="p", peer_version="1")]).splitlines()
        self.assertEqual(len(lines), 4)
        self.assertIn("2x", lines[3])
        self.assertRegex(lines[2], r"2 +- +- +1 +-$")


class Choice(unittest.TestCase):
    def setUp(self):
        self.works = cli.load_works()

    def test_every_work_has_the_common_interface(self):
        for work in self.works.values():
            self.assertTrue(work.DOC and work.PROGRAMS and callable(work.run) and isinstance(work.CASES, list))

    def test_words_select_works_and_cases(self):
        chosen = cli.choose(self.works, ["ppo-update/mb256", "footprint", "ppo-update/mb64"])
        self.assertEqual([cases for _, cases in chosen], [["mb256", "mb64"], ["start", "idle", "size"]])
        self.assertEqual(len(cli.choose(self.works, [])), len(self.works))

    def test_unknown_words_are_refused_with_the_nearest(self):
        with self.assertRaisesRegex(LookupError, "did you mean ppo-update/mb64"):
            cli.choose(self.works, ["ppo-updat/mb64"])


class Measure(unittest.TestCase):
    def test_runners_take_turns(self):
        with Runner("a", [sys.executable, "-c", ECHO]) as a, Runner("b", [sys.executable, "-c", ECHO]) as b:
            results = alternate([a, b], 3)
        for rounds in results.values():
            self.assertTrue(all(r.pop("cpu_share") >= 0.0 for r in rounds))
        self.assertEqual(results, {name: [{"n": 0}, {"n": 1}, {"n": 2}] for name in "ab"})

    def test_a_runner_that_dies_is_an_error_with_its_last_words(self):
        with self.assertRaisesRegex(BenchError, "a ended with code 1: broken"):
            with Runner("a", [sys.executable, "-c", "raise SystemExit('broken')"]):
                pass

    def test_a_whole_process_is_timed_and_checked(self):
        finished = whole_process([sys.executable, "-c", "import time; time.sleep(0.2); print('done')"], 10)
        self.assertGreater(finished.seconds, 0.2)
        self.assertEqual(finished.stdout, "done\n")
        self.assertTrue(2 < finished.peak_mb < 100)
        with self.assertRaisesRegex(BenchError, "code 3: why"):
            whole_process([sys.executable, "-c", "import sys; print('why', file=sys.stderr); sys.exit(3)"], 10)
        with self.assertRaisesRegex(BenchError, "in time"):
            whole_process([sys.executable, "-c", "import time; time.sleep(9)"], 0.2)


class CartPole(unittest.TestCase):
    RUN = {"seconds": 1.0, "learn_s": 0.5, "env_steps": 100_096, "updates": 7_820, "peak_mb": 10.0, "cpu_s": 1.0}

    def side(self, **sequences):
        def run_once(folder, seed, threads):
            return ppo_cartpole.Run(**self.RUN | {key: values[seed - 1] for key, values in sequences.items()})

        return ppo_cartpole.Side("x", run_once, 1)

    def test_a_void_run_is_repeated_with_the_next_seed_and_said(self):
        side = self.side(eval_mean=[474.9, 475.0], seconds=[9.0, 2.0])
        side.run()
        self.assertEqual(side.median("seconds"), 2.0)
        self.assertRegex(side.notes[0], "seed 1: void, evaluation 474.9")

    def test_void_runs_without_end_are_an_error(self):
        with self.assertRaisesRegex(BenchError, "void"):
            self.side(eval_mean=[1.0, 2.0, 3.0, 500.0]).run()

    def test_other_work_is_an_error(self):
        with self.assertRaisesRegex(BenchError, "7819 updates"):
            self.side(eval_mean=[500.0], updates=[7_819]).run()

    def test_the_log_is_read(self):
        log = "T INFO result: env_steps=1\nT INFO timing: start=0.01 learn=1e-1\nT INFO result: env_steps=2 x=nan\n"
        self.assertEqual(ppo_cartpole.fields_of(log, "timing"), {"start": 0.01, "learn": 0.1})
        self.assertEqual(ppo_cartpole.fields_of(log, "result")["env_steps"], 2.0)
        self.assertEqual(ppo_cartpole.fields_of(log, "other"), {})


if __name__ == "__main__":
    unittest.main()
