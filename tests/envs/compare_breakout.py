# SPDX-License-Identifier: MIT
"""The bundled Breakout against the game's rules written down once more, in NumPy, over a real socket.

Young and Tian, "MinAtar: an Atari-inspired testbed for thorough and reproducible reinforcement learning
experiments", 2019, section 3 and its published implementation's rules.

Usage: compare_breakout.py FOLDER_OF_PROGRAMS
"""

import os
import sys

import numpy as np
from raw_server import Server

N = 16
STEPS = 3000
SIDE = 10
PADDLE, BALL, TRAIL, BRICK = range(4)
STATE = np.dtype([("seed", "<u8"), ("n_steps", "<u8"), ("bricks", "<u2", SIDE), ("ball_x", "u1"), ("ball_y", "u1"),
                  ("last_x", "u1"), ("last_y", "u1"), ("way", "u1"), ("paddle", "u1"), ("struck", "u1"),
                  ("last_action", "u1"), ("zero", "u1", 4)])


class Game:
    """The rules, with positions as (row, column) and the ball's way as a vector."""

    def __init__(self, left):
        self.ball = np.array([3, 0 if left else 9])
        self.way = np.array([1, 1 if left else -1])
        self.trail = self.ball.copy()
        self.paddle = 4
        self.bricks = np.zeros((SIDE, SIDE), bool)
        self.bricks[1:4] = True
        self.in_brick = False

    def step(self, action):
        """(reward, over) of one step under the action that happened."""
        self.paddle = int(np.clip(self.paddle + (0, -1, 1)[action], 0, 9))
        self.trail = self.ball.copy()
        to = self.ball + self.way
        reward, over, in_brick = 0, False, False
        if not 0 <= to[1] <= 9:
            to[1] = np.clip(to[1], 0, 9)
            self.way[1] *= -1
        if to[0] < 0:
            to[0] = 0
            self.way[0] *= -1
        elif self.bricks[tuple(to)]:
            in_brick = True
            if not self.in_brick:  # a ball that has just broken a brick flies through the next one
                reward = 1
                self.bricks[tuple(to)] = False
                to[0] = self.trail[0]
                self.way[0] *= -1
        elif to[0] == 9:
            if not self.bricks.any():
                self.bricks[1:4] = True
            if self.ball[1] == self.paddle:
                self.way[0] *= -1
                to[0] = self.trail[0]
            elif to[1] == self.paddle:
                self.way *= -1
                to[0] = self.trail[0]
            else:
                over = True
        self.in_brick = in_brick
        self.ball = to
        return reward, over

    def image(self):
        image = np.zeros((SIDE, SIDE, 4), np.uint8)
        image[9, self.paddle, PADDLE] = 1
        image[(*self.ball, BALL)] = 1
        image[(*self.trail, TRAIL)] = 1
        image[..., BRICK] = self.bricks
        return image


def follow(rng, obs):
    """Mostly under the ball, so that games are long and walls are cleared; some play at random."""
    ball = obs[..., BALL].any(axis=1).argmax(axis=1)
    trail = obs[..., TRAIL].any(axis=1).argmax(axis=1)
    paddle = obs[:, 9, :, PADDLE].argmax(axis=1)
    goal = np.clip(2 * ball - trail, 0, 9)
    action = np.where(goal < paddle, 1, np.where(goal > paddle, 2, 0))
    random = rng.integers(0, 3, len(obs))
    return np.where(rng.random(len(obs)) < np.linspace(0, 0.2, len(obs)), random, action).astype(np.int32)


def main(folder):
    rng = np.random.default_rng(3)
    ended = rewards = stuck = chances = walls = 0
    with Server() as server:
        process = server.start([os.path.join(folder, "rltd-env-breakout")], n_envs=N)
        session = server.accept()
        assert session.hello["observation_space"] == {"type": "Box", "dtype": "uint8", "shape": [10, 10, 4],
                                                      "low": 0, "high": 1}, session.hello
        assert session.hello["action_space"]["n"] == 3 and session.hello["capabilities"] == ["env_state"]
        obs = session.reset(rng.integers(0, 2**63, N, dtype=np.uint64)).obs
        games = [Game(image[3, 0, BALL] == 1) for image in obs]
        assert 0 < sum(game.ball[1] == 0 for game in games) < N, "the ball starts on one side only"
        for t in range(STEPS):
            for game, image in zip(games, obs):
                assert np.array_equal(game.image(), image), f"step {t}: {game.image() ^ image}"
            before = np.frombuffer(session.get_state(), STATE)
            actions = follow(rng, obs)
            result = session.step(actions, rng.integers(0, 2**63, N, dtype=np.uint64))
            after = np.frombuffer(session.get_state(), STATE)
            obs = result.obs
            for i, game in enumerate(games):
                where = f"step {t} env {i}"
                if result.terminated[i]:  # the state is the next episode's: try what the action may have been
                    happened = next(a for a in (actions[i], before["last_action"][i])
                                    if np.clip(game.paddle + (0, -1, 1)[a], 0, 9) == result.finals[i][9, :, PADDLE].argmax())
                else:
                    happened = after["last_action"][i]
                    if actions[i] != before["last_action"][i]:
                        chances += 1
                        stuck += happened != actions[i]
                assert happened in (actions[i], before["last_action"][i]), where
                bricks = game.bricks.sum()
                reward, over = game.step(happened)
                walls += game.bricks.sum() > bricks
                rewards += reward
                assert (reward, over) == (result.reward[i], result.terminated[i]), where
                assert result.truncated[i] == (before["n_steps"][i] + 1 == 10000), where
                if over:
                    ended += 1
                    assert np.array_equal(game.image(), result.finals[i]), where
                    games[i] = Game(obs[i][3, 0, BALL] == 1)
        session.bye()
        assert process.wait(timeout=10) == 0
    assert ended > 20 and rewards > 500 and walls > 0, (ended, rewards, walls)
    share, sigma = stuck / chances, (0.1 * 0.9 / chances) ** 0.5
    assert abs(share - 0.1) < 4 * sigma, f"{share} of the actions stuck, 0.1 is due"
    print(f"Breakout: {N * STEPS} steps, {ended} games, {rewards} bricks, {walls} new walls; "
          f"{100 * share:.2f}% of {chances} actions stuck")


if __name__ == "__main__":
    main(sys.argv[1])
