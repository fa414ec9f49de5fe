# SPDX-License-Identifier: MIT
"""./learn itself: what is run, what is kept, what holds."""

import json
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

sys.dont_write_bytecode = True
here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "bench")]

from harness.errors import BenchError  # noqa: E402
from table import cli, picture, recipe, sides, summary  # noqa: E402
from table.cells import CELLS, Cell  # noqa: E402
from table.store import Store  # noqa: E402


def result(cell, side, seed, returns, settings=None):
    settings = settings or recipe.identity(cell)
    return {"cell": cell.name, "side": side, "seed": seed, "settings": settings, "returns": returns}


class Recipes(unittest.TestCase):
    def test_every_recipe_is_read(self):
        for path in recipe.RECIPES.glob("*.yaml"):
            settings = recipe.load(path.stem)
            self.assertIn(settings["agent"], settings, path.name)
            self.assertGreater(settings["max_env_steps"], 0)

    def test_values(self):
        for text, value in (("32", 32), ("1_000", 1000), ("0.5", 0.5), ("1e-3", 0.001), ("true", True),
                            ("[256, 256]", [256, 256]), ("[]", []), ("linear(1e-3)", "linear(1e-3)"), ('"a b"', "a b")):
            self.assertEqual(recipe.value_of(text), value)

    def test_identity_follows_settings_only(self):
        with tempfile.TemporaryDirectory() as folder:
            old, recipe.RECIPES = recipe.RECIPES, Path(folder)
            self.addCleanup(setattr, recipe, "RECIPES", old)
            path = recipe.path_of("x")
            path.write_text("agent: ppo\nppo:\n  gamma: 0.9\ncheckpoint:\n  every_seconds: 1\n")
            cell = Cell("x", "x", "X-v0", (1,), 0)
            one = recipe.identity(cell)
            path.write_text("# new\nagent: ppo\nppo:\n  gamma: 0.9  # said\ncheckpoint:\n  every_seconds: 2\n")
            self.assertEqual(recipe.identity(cell), one)
            self.assertNotEqual(recipe.identity(replace(cell, steps=7)), one)
            self.assertEqual(recipe.settings_of(replace(cell, steps=7))["max_env_steps"], 7)
            path.write_text("agent: ppo\nppo:\n  gamma: 0.99\n")
            self.assertNotEqual(recipe.identity(cell), one)
            path.write_text("agent: ppo\n    deep: 1\n")
            with self.assertRaisesRegex(BenchError, "x.yaml:2"):
                recipe.load("x")


class Kept(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "sub" / "learn.jsonl"
        self.cell = CELLS[0]

    def test_a_run_goes_on_where_it_was(self):
        store = Store(self.path)
        todo = cli.missing(store, [self.cell], 2, True)
        self.assertEqual([(side, seed) for _, side, seed, _ in todo],
                         [("rltd", 1), ("sb3", 1), ("rltd", 2), ("sb3", 2)])
        store.add(result(self.cell, "rltd", 1, [500.0]))
        again = cli.missing(Store(self.path), [self.cell], 2, True)
        self.assertEqual(again, todo[1:])
        self.assertEqual(len(cli.missing(Store(self.path), [self.cell], 2, False)), 1)

    def test_what_the_repository_keeps_is_not_run_again(self):
        kept = Store(self.path.with_name("kept.jsonl"))
        kept.add(result(self.cell, "rltd", 1, [1.0]))
        kept.add(result(self.cell, "rltd", 2, [2.0]))
        Store(self.path).add(result(self.cell, "rltd", 2, [500.0]))
        store = Store(self.path, kept.path)
        self.assertEqual([r["returns"] for r in cli.results(store, self.cell, "rltd")], [[1.0], [500.0]])
        before = kept.path.read_bytes()
        store.add(result(self.cell, "rltd", 3, [3.0]))
        self.assertEqual(kept.path.read_bytes(), before)

    def test_a_torn_line_costs_its_own_seed_only(self):
        store = Store(self.path)
        store.add(result(self.cell, "rltd", 1, [500.0]))
        store.add(result(self.cell, "rltd", 2, [500.0]))
        self.path.write_bytes(self.path.read_bytes()[:-9])
        store = Store(self.path)
        self.assertEqual([r["seed"] for r in cli.results(store, self.cell, "rltd")], [1])
        store.add(result(self.cell, "rltd", 3, [500.0]))
        self.assertEqual([r["seed"] for r in cli.results(Store(self.path), self.cell, "rltd")], [1, 3])
        lines = self.path.read_text().splitlines()
        self.assertEqual(json.loads(lines[-1])["seed"], 3)

    def test_results_of_other_settings_do_not_count(self):
        store = Store(self.path)
        store.add(result(self.cell, "rltd", 1, [500.0], settings="of yesterday"))
        self.assertEqual(cli.results(store, self.cell, "rltd"), [])


class Holds(unittest.TestCase):
    def side(self, *means):
        return summary.Side(list(means), 0)

    def test_within_two_standard_errors_of_the_peer(self):
        peer = self.side(10, 12)  # mean 11, standard error 1
        for means, verdict in (((8, 10), True), ((7.9, 8.1), False), ((8.5, 9.5), True), ((30, 30), True)):
            self.assertEqual(summary.holds(self.side(*means), peer, None), verdict, means)

    def test_against_a_published_score(self):
        for published, verdict in ((10 + 2 * 3**0.5 - 0.01, True), (10 + 2 * 3**0.5 + 0.01, False)):
            self.assertEqual(summary.holds(self.side(9, 11), None, published), verdict)
            self.assertEqual(summary.holds(self.side(9, 11), self.side(published), None), verdict)

    def test_one_seed_proves_nothing(self):
        self.assertIsNone(summary.holds(self.side(11), None, 10))
        self.assertIsNone(summary.holds(self.side(9), None, 10))
        self.assertIsNone(summary.holds(self.side(9), self.side(10, 12), None))
        self.assertIsNone(summary.holds(None, self.side(10, 12), None))
        self.assertIsNone(summary.holds(self.side(1, 2), None, None))

    def test_figures_of_a_side(self):
        got = summary.side([{"returns": [100, 300]}, {"returns": [400, 600]}], 300)
        self.assertEqual((got.mean, got.solved), (350, 0.75))
        self.assertAlmostEqual(got.spread, 212.132, 3)
        self.assertAlmostEqual(got.error, 150)
        self.assertIsNone(summary.side([], 0))

    def test_the_table_is_one_block(self):
        rows = [summary.row(cell, self.side(1, 2), None) for cell in CELLS]
        text = summary.table(rows).splitlines()
        self.assertEqual(len(text), len(CELLS) + 2)
        self.assertTrue(all(len(line) <= len(text[1]) for line in text))


class Curves(unittest.TestCase):
    def test_tenths_hold_what_ended_in_them(self):
        got = sides.curve([(1, 1, 5.0), (10, 3, 1.0), (11, 1, 7.0), (100, 2, 3.0), (103, 2, 5.0)], 100)
        self.assertEqual(got, [2.0, 7.0, *[None] * 7, 4.0])

    def test_curves_are_means_over_the_seeds(self):
        self.assertEqual(summary.mean_curve([[1, None, None], [2, 4, None]]), [1.5, 4, None])
        self.assertEqual(summary.mean_curve([]), [])

    def test_the_picture_has_a_line_per_seed_and_one_for_their_mean(self):
        by_side = {"rltd": [[-1.0, None, 3.0], [0.0, 2.0, 3.0]], "sb3": [[1.0, 1.0, 1.0]]}
        svg = ElementTree.fromstring(picture.draw([(CELLS[0], by_side, 100_000), (CELLS[1], by_side, 20_000)]))
        lines = [e.get("points").split() for e in svg.iter() if e.tag.endswith("polyline")]
        self.assertEqual(sorted(map(len, lines)), sorted(2 * [3, 3, 2, 3, 3]))
        self.assertIn("20k", [e.text for e in svg.iter()])

    def test_ticks_are_round(self):
        self.assertEqual(picture.ticks(-212.0, 480.0), [-200, 0, 200, 400])
        self.assertEqual(picture.ticks(0.0, 1.0), [0.0, 0.5, 1.0])


class Words(unittest.TestCase):
    def test_an_unknown_cell_names_the_nearest(self):
        with self.assertRaisesRegex(LookupError, "did you mean ppo-cartpole"):
            cli.choose(["ppo-cartpol"])
        self.assertEqual(cli.choose(["dqn-cartpole"])[0].name, "dqn-cartpole")
        self.assertEqual(cli.choose([]), list(CELLS))


if __name__ == "__main__":
    unittest.main()
