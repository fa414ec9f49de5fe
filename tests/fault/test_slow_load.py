# SPDX-License-Identifier: MIT
"""A live run goes back to a checkpoint on a disk that takes long: the loop thread does not read. Status is
answered at once all the while; while the file is verified training goes on, while a replay's contents are
read the run stands still. READ_NS makes every byte of a checkpoint so slow that whoever waits for it shows."""

import contextlib
import json
import os
import shutil
import socket
import threading
import time

import shim
from exact import OWN
from harness import SLOW, main, tensors, wait_for
from test_slow import KEYS

READ_S = 1.0  # of the whole file
ANSWER_S = 0.6  # what an answer may take on a busy machine, where it takes milliseconds
SMALL = ("n_envs=4", "ppo.n_steps=64", "ppo.batch_size=64")
REPLAY = ("n_envs=2", "buffer_size=20000", "learning_starts=500", "hidden=[16]",
          "checkpoint.replay_every_seconds=0")


class SlowLoad(shim.InMemory):
    def run_of(self, recipe, *args):
        """A run with a checkpoint `here` behind it, whose disk is slow from now on."""
        self.page = shim.Page(os.path.join(self.folder, "page"))
        self.env.update(shim.environment(self.runs, self.page))
        d = self.start(recipe, *KEYS, *args)
        d.wait_steps(1500)
        code, self.here = shim.ask(d.ctl_path, "POST /v1/save", {"name": "here"})
        self.assertEqual(code, 200, self.here)
        return d

    def file(self):
        return os.path.join(self.version(), "checkpoints", self.here["file"])

    def slow_down(self, path, seconds=READ_S):
        self.page[shim.READ_NS] = int(seconds * 1e9 / os.path.getsize(path))

    def status(self, d):
        return shim.ask(d.ctl_path, "GET /v1/status")[1]

    def load(self, d, what="here"):
        """Asks in a thread; its answer is in the list once that has ended."""
        said = []
        thread = threading.Thread(target=lambda: said.append(
            shim.ask(d.ctl_path, "POST /v1/load", {"checkpoint": what}, seconds=60)))
        thread.start()
        self.addCleanup(thread.join)
        return thread, said

    def watch(self, d, thread):
        """Statuses until the load is answered, none of which took long, and how long that was."""
        seen, start = [], time.monotonic()
        while thread.is_alive():
            asked = time.monotonic()
            seen.append(self.status(d))
            self.assertLess(time.monotonic() - asked, ANSWER_S * SLOW, "the loop thread waited for a file")
            time.sleep(0.02)
        self.assertGreater(len(seen), 10)
        return seen, time.monotonic() - start

    def stop(self, d):
        self.page[shim.READ_NS] = 0
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())

    def test_training_goes_on_while_the_file_is_verified(self):
        d = self.run_of("cartpole-ppo", *SMALL)
        self.slow_down(self.file())
        thread, said = self.load(d)
        seen, seconds = self.watch(d, thread)
        self.assertGreater(seconds, READ_S * 0.8, "the disk was not slow")
        self.assertEqual((said[0][0], said[0][1]["env_steps"]), (200, self.here["env_steps"]))
        self.assertGreater(max(s["env_steps"] for s in seen) - seen[0]["env_steps"], 64 * 4)
        self.stop(d)

    def test_a_replay_is_read_while_the_run_stands_still(self):
        """What it goes back to is the checkpoint, to the byte: its first resume point says so."""
        d = self.run_of("cartpole-dqn", *REPLAY)
        last = os.path.realpath(os.path.join(self.version(), "checkpoints", "last"))
        kept = os.path.join(self.folder, "kept.safetensors")
        shutil.copy(last, kept)
        d.wait_steps(self.status(d)["env_steps"] + 500)
        self.slow_down(kept)
        thread, said = self.load(d, kept)
        wait_for("reading", lambda: self.status(d)["state"] == "loading")
        shim.ask(d.ctl_path, "POST /v1/pause", {})  # nothing is learned before the resume point is made
        seen, _ = self.watch(d, thread)
        loading = [s for s in seen if s["state"] == "loading"]
        self.assertGreater(len(loading), 5)
        self.assertEqual(len({s["env_steps"] for s in loading}), 1, "it stands still")
        self.assertEqual(said[0][0], 200, said[0])
        self.assertTrue(said[0][1]["exact"], said[0][1])
        self.page[shim.READ_NS] = 0
        at = said[0][1]["env_steps"]
        point = wait_for("resume point", lambda: [
            r for r in shim.rows(self.version())
            if r["sets"] & 1 and r["env_steps"] == at and r["file"] != os.path.basename(last)])
        a, b = tensors(kept), tensors(os.path.join(self.version(), "checkpoints", point[-1]["file"]))
        self.assertEqual(sorted(a), sorted(b))
        self.assertEqual([k for k in a if a[k] != b[k] and k not in OWN], [])
        shim.ask(d.ctl_path, "POST /v1/resume", {})
        d.wait_steps(at + 500)
        self.stop(d)

    def test_envs_are_served_while_a_replay_is_read(self):
        """Who dies meanwhile comes back, and then the run goes on."""
        d = self.run_of("cartpole-dqn", *REPLAY)
        last = os.path.realpath(os.path.join(self.version(), "checkpoints", "last"))
        self.slow_down(last)
        thread, said = self.load(d, "last")
        wait_for("reading", lambda: (s := self.status(d))["state"] == "loading" and s)
        os.kill(self.status(d)["envs"][0]["pid"], 9)
        thread.join()
        self.assertEqual(said[0][0], 200, said[0])
        self.page[shim.READ_NS] = 0
        s = d.wait_steps(said[0][1]["env_steps"] + 500)
        self.assertEqual(s["envs"][0]["restarts"], 1)
        self.stop(d)

    def test_a_stop_does_not_wait_for_the_file(self):
        d = self.run_of("cartpole-ppo", *SMALL)
        self.slow_down(self.file(), 60 * SLOW)
        thread, said = self.load(d)
        wait_for("question", lambda: "load 'here'" in d.rltd_log())
        at = self.status(d)["env_steps"]
        start = time.monotonic()
        d.ctl("stop")
        self.assertEqual(d.wait(), 0, d.output())
        self.assertLess(time.monotonic() - start, 15 * SLOW)
        thread.join()
        self.assertEqual((said[0][0], said[0][1]["code"]), (503, "RL_ESTOPPED"), said[0])
        last = shim.rows(self.version())[-1]
        self.assertGreaterEqual(last["env_steps"], at, "the state that it had was saved")

    def check_stop_while_reading(self, *how):
        d = self.run_of("cartpole-dqn", *REPLAY)
        last = os.path.realpath(os.path.join(self.version(), "checkpoints", "last"))
        self.slow_down(last)
        thread, said = self.load(d, "last")
        wait_for("reading", lambda: self.status(d)["state"] == "loading")
        d.ctl("stop", *how)
        self.assertEqual(d.wait(), 0, d.output())
        thread.join()
        self.assertEqual(shim.strays(self.version()), [])
        return said[0]

    def test_a_stop_while_a_replay_is_read_saves_what_it_went_back_to(self):
        said = self.check_stop_while_reading()
        self.assertEqual(said[0], 200, said)
        self.assertEqual(shim.rows(self.version())[-1]["env_steps"], said[1]["env_steps"])

    def test_a_stop_now_while_a_replay_is_read(self):
        said = self.check_stop_while_reading("--now")
        self.assertEqual((said[0], said[1]["code"]), (503, "RL_ESTOPPED"), said)

    def test_who_asked_may_go(self):
        d = self.run_of("cartpole-ppo", *SMALL)
        self.slow_down(self.file(), 1.5)
        body = json.dumps({"checkpoint": "here"}).encode()
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as s:
            s.connect(d.ctl_path)
            s.sendall(b"POST /v1/load HTTP/1.1\r\nHost: rltd\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            wait_for("question", lambda: "load 'here'" in d.rltd_log())
        s = wait_for("load", lambda: (s := self.status(d)) and s["from"] and s)
        self.assertEqual(s["from"]["env_steps"], self.here["env_steps"])
        self.stop(d)

    def test_one_at_a_time(self):
        d = self.run_of("cartpole-ppo", *SMALL)
        self.slow_down(self.file())
        thread, said = self.load(d)
        wait_for("question", lambda: "load 'here'" in d.rltd_log())
        code, second = shim.ask(d.ctl_path, "POST /v1/load", {"checkpoint": "last"})
        self.assertEqual((code, second["code"]), (409, "RL_EBUSY"))
        self.assertRegex(second["error"], "going back to 'here' already, as uid .* asked: try again")
        self.assertTrue(thread.is_alive())
        d.ctl("set", "ent_coef=0.25")
        self.assertTrue(thread.is_alive(), "other orders do not wait for the file")
        thread.join()
        self.assertEqual(said[0][0], 200, said[0])
        self.page[shim.READ_NS] = 0
        self.assertEqual(shim.ask(d.ctl_path, "POST /v1/load", {"checkpoint": "here"})[0], 200)
        self.stop(d)

    def test_a_file_that_is_cut_short_meanwhile(self):
        d = self.run_of("cartpole-ppo", *SMALL)
        path = os.path.join(self.folder, "mine.safetensors")
        shutil.copy(self.file(), path)
        self.slow_down(path)
        thread, said = self.load(d, path)
        wait_for("question", lambda: "mine.safetensors" in d.rltd_log())
        os.truncate(path, os.path.getsize(path) // 2)
        thread.join()
        self.assertGreaterEqual(said[0][0], 400, said[0])
        self.assertRegex(said[0][1]["error"], "mine.safetensors: (cannot read it|damaged)")
        s = self.status(d)
        self.assertEqual((s["incarnation"], s["from"]), (1, None))
        self.stop(d)


if __name__ == "__main__":
    main()
