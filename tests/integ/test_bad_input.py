# SPDX-License-Identifier: MIT
"""What comes from outside and is wrong: one clear line, a documented exit code, and the run goes on
where it can."""

import json
import os
import signal
import struct

from harness import ERROR, HELLO, RESET, RESULT, WELCOME, Case, RawEnv, main, wait_for


def cpus():
    """As many as the daemon sees: the affinity mask, capped by the cgroup."""
    n = len(os.sched_getaffinity(0))
    try:
        with open("/sys/fs/cgroup/cpu.max") as f:
            quota, period = f.read().split()
    except (OSError, ValueError):
        return n
    return n if quota == "max" else min(n, -(-int(quota) // int(period)))


class BadConfig(Case):
    def refused(self, *args, code=78):
        d = self.start(*args)
        self.assertEqual(d.wait(), code, d.output())
        lines = [line for line in d.output().splitlines() if line]
        self.assertEqual(len(lines), 1, lines)
        return lines[0]

    def test_typo_names_file_line_key_and_the_nearest(self):
        path = os.path.join(self.folder, "my.yaml")
        with open(path, "w") as f:
            f.write("agent: ppo\nenv: rltd-env-cartpole\nppo:\n  learning_rat: 0.001\n")
        line = self.refused(path)
        for part in ("my.yaml:4", "learning_rat", "learning_rate"):
            self.assertIn(part, line)

    def test_wrong_type_on_the_command_line(self):
        self.assertIn("learning_rate", self.refused("cartpole-ppo", "ppo.learning_rate=3e-4x"))

    def test_fraction_where_a_count_is_meant(self):
        self.assertIn("n_envs", self.refused("cartpole-ppo", "n_envs=1.5"))

    def test_unknown_recipe_names_the_nearest(self):
        self.assertIn("cartpole-ppo", self.refused("cartpole-pp"))

    def test_name_in_use(self):
        d = self.cartpole()
        d.wait_steps(100)
        second = self.cartpole()
        self.assertEqual(second.wait(), 73, second.output())
        self.assertIn("live already", second.output())
        d.wait_steps(200)


class BadClients(Case):
    def waiting_run(self, *args):
        d = self.start("ppo", "env=", "n_envs=1", "ppo.n_steps=16", "ppo.batch_size=16",
                       "eval.final_episodes=0", "max_env_steps=100000000", *args)
        wait_for("env socket", lambda: os.path.exists(d.env_path))
        return d

    def check_alive(self, d, name="good"):
        """After all that, a good client is served."""
        env = self.client(d.env_path, name=name)
        self.assertEqual(env.serve(100), 100, d.output())
        self.assertIsNone(d.process.poll(), d.output())
        env.close()

    def test_garbage(self):
        d = self.waiting_run()
        env = self.client(d.env_path, hello=False)
        env.socket.sendall(os.urandom(64))
        while env.hear() is not None:
            pass
        self.check_alive(d)
        self.assertIn("closing the connection", d.rltd_log())

    def test_hello_that_is_no_json(self):
        d = self.waiting_run()
        env = self.client(d.env_path, hello=False)
        env.say(HELLO, b"{this is not json")
        self.assertEqual(env.hear()[0], ERROR)
        self.assertIsNone(env.hear())
        self.check_alive(d)

    def test_wrong_shaped_frame(self):
        d = self.waiting_run()
        env = self.client(d.env_path)
        self.assertEqual(env.hear()[0], WELCOME)
        kind, seq, _ = env.hear()
        self.assertEqual(kind, RESET)
        env.say(RESULT, bytes(17), seq=seq)
        kind, _, payload = env.hear()
        self.assertEqual(kind, ERROR)
        self.assertIn(b"17 bytes", payload)
        self.check_alive(d, name="raw")
        self.assertIn("RESULT of 17 bytes", d.rltd_log())

    def test_stale_answer(self):
        d = self.waiting_run()
        env = self.client(d.env_path)
        env.hear()
        _, seq, _ = env.hear()
        env.result(seq + 1)
        self.assertEqual(env.hear()[0], ERROR)
        self.check_alive(d, name="raw")

    def test_nan_observation(self):
        d = self.waiting_run()
        env = self.client(d.env_path)
        env.serve(30)
        _, seq, _ = env.hear()
        env.result(seq, obs=float("nan"))
        self.assertEqual(env.hear()[0], ERROR)
        self.check_alive(d, name="raw")
        self.assertIn("not a finite number", d.rltd_log())

    def test_client_dies_in_mid_frame(self):
        d = self.waiting_run()
        env = self.client(d.env_path)
        env.serve(30)
        _, seq, _ = env.hear()
        env.socket.sendall(struct.pack("<IBBHQ", 32, RESULT, 0, 0, seq) + bytes(5))
        env.close()
        wait_for("waiting state", lambda: "raw" in (d.status() or {}).get("waiting_on", ""))
        self.check_alive(d, name="raw")
        self.assertIn("in the middle of a message", d.rltd_log())

    def test_client_hangs(self):
        d = self.waiting_run("step_timeout=0.3")
        env = self.client(d.env_path)
        env.serve(30)
        env.hear()  # and never answers
        self.assertEqual(env.hear()[0], ERROR)
        self.check_alive(d, name="raw")
        self.assertIn("did not answer in time", d.rltd_log())

    def test_starved_run_still_saves_and_stops(self):
        d = self.waiting_run()
        env = self.client(d.env_path)
        env.serve(40)
        env.close()
        wait_for("waiting state", lambda: "raw" in (d.status() or {}).get("waiting_on", ""))
        d.ctl("save", "--name", "starved")
        self.assertIn("starved", d.ctl("ls").stdout)
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_second_client_of_the_same_name(self):
        d = self.waiting_run()
        first = self.client(d.env_path)
        first.serve(20)
        second = self.client(d.env_path)
        kind, _, payload = second.hear()
        self.assertEqual(kind, ERROR)
        said = json.loads(payload)
        self.assertEqual(said["code"], "RL_EBUSY")
        self.assertIn("in use", said["message"])
        self.assertEqual(first.serve(20), 20)

    def test_other_spaces(self):
        d = self.waiting_run()
        first = self.client(d.env_path)
        first.serve(20)
        first.close()
        hello = {"protocol": 1, "name": "raw", "env": "Raw-v0", "role": "train", "n_envs": 1,
                 "capabilities": [], "action_space": {"type": "Discrete", "n": 3},
                 "observation_space": RawEnv.SPACES["observation_space"]}
        kind, _, payload = self.client(d.env_path, hello=hello).hear()
        self.assertEqual(kind, ERROR)
        self.assertIn(b"Discrete(3)", payload)
        self.check_alive(d, name="raw")


class BadProcesses(Case):
    def test_killed_env_process_is_restarted(self):
        d = self.cartpole(env_processes=2)
        s = d.wait_steps(1000)
        os.kill(s["envs"][0]["pid"], signal.SIGKILL)
        wait_for("restart", lambda: (d.status() or {"envs": [{"restarts": 0}]})["envs"][0]["restarts"] >= 1)
        d.wait_steps(d.status()["env_steps"] + 1000)

    def test_env_command_that_always_fails_ends_the_run(self):
        d = self.start("ppo", "env=false", "max_env_restarts=2", "eval.final_episodes=0")
        self.assertEqual(d.wait(), 77, d.output())
        self.assertIn("train-0", d.output())

    def test_the_end_says_what_the_env_printed_last(self):
        command = "sh -c 'echo starting; echo no licence found >&2; exit 3'"
        d = self.start("ppo", f"env={command}", "max_env_restarts=1", "eval.final_episodes=0")
        self.assertEqual(d.wait(), 77, d.output())
        self.assertIn("train-0 failed 2 times without finishing an episode; the last line that it "
                      "printed: no licence found", d.output())

    def test_what_a_dead_env_left_behind_does_not_stop_its_restart(self):
        command = "sh -c 'sleep 100 & exit 3'"
        d = self.start("ppo", f"env={command}", "max_env_restarts=1", "eval.final_episodes=0")
        self.assertEqual(d.wait(20), 77, d.output())

    def test_env_processes_poll_only_where_processors_are_left(self):
        for processes, spins in ((1, cpus() > 1), (cpus() + 1, False)):
            said = os.path.join(self.folder, f"said-{processes}")
            command = f"sh -c 'echo \"${{RLTD_ENV_SPIN_US-unset}}\" > {said}; exec rltd-env-cartpole'"
            d = self.start("ppo", f"env={command}", f"n_envs={processes}", f"env_processes={processes}",
                           "eval.final_episodes=0", name=f"t{processes}")
            d.wait_steps(100)
            d.kill(signal.SIGTERM)
            self.assertEqual(d.wait(), 0, d.output())
            with open(said) as f:
                self.assertEqual(f.read().strip(), "unset" if spins else "0")


if __name__ == "__main__":
    main()
