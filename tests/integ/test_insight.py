# SPDX-License-Identifier: MIT
"""Insight into a run: what its networks are, where its time goes, where a NaN came from."""

import json
import os

from harness import RESET, STEP, Case, main


class Insight(Case):
    def test_model(self):
        d = self.cartpole(hidden="[32,16]", freeze="value.0.*")
        d.wait_steps(100)
        said = d.ctl("model").stdout
        m = json.loads(d.ctl("model", "--json").stdout)
        layers = {row["layer"]: row for row in m["layers"]}
        self.assertEqual(layers["model/policy.0"]["shape"], [32, 4])
        self.assertEqual(layers["model/policy.0"]["flop"], 2 * 32 * 4)
        self.assertEqual((layers["model/value.0"]["trainable"], layers["model/value.0"]["frozen"]), (0, 160))
        self.assertEqual(m["learns"]["parameters"], 2 * (5 * 32 + 33 * 16) + 17 * 3)
        self.assertIn("model/policy.2", said)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0)
        line = f"networks: {m['learns']['trainable']} parameters learn, 160 are frozen; "
        self.assertIn(line, d.output())
        self.assertIn(line, d.rltd_log())

    def test_profile(self):
        d = self.cartpole(max_env_steps=8192, profile="true", eval__final_episodes=1)
        self.assertEqual(d.wait(), 0, d.output())
        with open(os.path.join(self.version(), "profile.txt")) as f:
            table = f.read()
        for word in ("collect", "learn", "eval", "opt_step", "linear", "backward", "agents/ppo.c:"):
            self.assertIn(word, table)
        with open(os.path.join(self.version(), "profile.trace.json")) as f:
            events = json.load(f)["traceEvents"]
        spans = [e for e in events if e["ph"] == "X"]
        self.assertTrue({"act", "ppo gradient", "ppo step", "collect", "learn"} <= {e["name"] for e in spans})
        self.assertTrue(all(e["dur"] >= 0 for e in spans))
        # What is learned happens within the phase of that name.
        learn = [(e["ts"], e["ts"] + e["dur"]) for e in spans if e["name"] == "learn"]
        for e in spans:
            if e["name"] == "ppo step":
                self.assertTrue(any(a <= e["ts"] and e["ts"] + e["dur"] <= b for a, b in learn), e)

    def test_profile_on_demand(self):
        d = self.cartpole(profile="true")
        d.wait_steps(2000)
        self.assertIn("collect", d.ctl("profile").stdout)
        p = json.loads(d.ctl("profile", "--json").stdout)
        self.assertIn("learn", [row["phase"] for row in p["phases"]])
        linear = [row for row in p["ops"] if row["op"] == "linear" and row["pass"] == "backward"]
        self.assertTrue(linear and linear[0]["calls"] > 0 and linear[0]["flops"] > 0, p["ops"])
        d.ctl("stop")
        self.assertEqual(d.wait(), 0)

    def test_profile_that_nobody_asked_for(self):
        d = self.cartpole()
        d.wait_steps(100)
        done = d.ctl("profile", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("profile=true", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.version(), "profile.txt")))

    def test_detect_anomaly(self):
        """Observations that no square survives: the op is named, with its place."""
        d = self.start("ppo", "env=", "n_steps=8", "batch_size=8", "activation=relu", "detect_anomaly=true",
                       "eval.final_episodes=0")
        env = self.client(d.env_path)
        for i in range(30):
            said = env.hear()
            while said and said[0] not in (RESET, STEP):
                said = env.hear()
            if not said:
                break
            env.result(said[1], obs=3e38 if i >= 5 else 1.0)
        self.assertEqual(d.wait(), 76, d.output())
        self.assertRegex(d.output(), r"detect_anomaly: (NaN|infinity) arose in nn_\w+ \(\S*agents/\w+\.c:\d+\); "
                                     r"its operands lie in \[")
        self.assertIn("detect_anomaly", d.rltd_log())

    def test_detect_anomaly_changes_nothing(self):
        returns = []
        for name, value in (("with", "true"), ("without", "false")):
            d = self.cartpole(name=name, max_env_steps=2048, detect_anomaly=value)
            self.assertEqual(d.wait(), 0, d.output())
            with open(os.path.join(self.version(name), "log.jsonl")) as f:
                returns.append([json.loads(line).get("train/loss") for line in f])
        self.assertEqual(returns[0], returns[1])


if __name__ == "__main__":
    main()
