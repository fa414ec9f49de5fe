# SPDX-License-Identifier: MIT
"""The bundled classic-control envs against Gymnasium's, over a real socket.

Gymnasium's env is given the program's own state at every episode start, then both take the same
actions. Reward, flags, final observations and the double state have to agree at every step.

Usage: compare_gymnasium.py FOLDER_OF_PROGRAMS
"""

import os
import subprocess
import sys

import gymnasium
import numpy as np
from raw_server import Server

N = 8
STEPS = 1500
# NumPy has its own sin and cos, which may differ from libm's by one unit in the last place. A free
# episode amplifies that, so Gymnasium's env is put back on the program's state after every step, and
# one step may differ by this many units.
STATE_ULP = 4


def ulp_distance(a, b):
    """Units in the last place between two finite arrays."""
    a, b = np.asarray(a), np.asarray(b)
    scale = np.spacing(np.maximum(np.maximum(np.abs(a), np.abs(b)), np.finfo(a.dtype).tiny))
    return np.max(np.abs(a - b) / scale)


class CartPole:
    env_id = "CartPole-v1"
    program = "rltd-env-cartpole"
    n_state = 4
    # Values near zero lose digits by cancellation: an absolute floor beside the ulp bound.
    floor = 1e-15

    @staticmethod
    def actions(rng, obs):
        # Mostly balancing, so that some episodes reach the time limit.
        push = (obs[:, 2] + 0.5 * obs[:, 3] + 0.05 * obs[:, 0] + 0.1 * obs[:, 1] > 0).astype(np.int32)
        random = rng.integers(0, 2, len(obs), dtype=np.int32)
        mixed = rng.random(len(obs)) < np.linspace(0, 0.9, len(obs))
        return np.where(mixed, random, push)

    @staticmethod
    def to_gymnasium(action):
        return int(action)


class Pendulum:
    env_id = "Pendulum-v1"
    program = "rltd-env-pendulum"
    n_state = 2
    floor = 1e-14

    @staticmethod
    def actions(rng, obs):
        return rng.uniform(-3, 3, (len(obs), 1)).clip(-2, 2).astype(np.float32)  # often at the bounds

    @staticmethod
    def to_gymnasium(action):
        return action


class MountainCar:
    env_id = "MountainCar-v0"
    program = "rltd-env-mountain-car"
    n_state = 2
    floor = 1e-17

    @staticmethod
    def actions(rng, obs):
        # Along the velocity: that reaches the flag. Random ones reach the time limit.
        push = np.where(obs[:, 1] < 0, 0, 2).astype(np.int32)
        random = rng.integers(0, 3, len(obs), dtype=np.int32)
        return np.where(rng.random(len(obs)) < np.linspace(0, 1, len(obs)), random, push)

    @staticmethod
    def to_gymnasium(action):
        return int(action)


class MountainCarContinuous:
    env_id = "MountainCarContinuous-v0"
    program = "rltd-env-mountain-car-continuous"
    n_state = 2
    floor = 0
    exact = True

    @staticmethod
    def actions(rng, obs):
        push = np.where(obs[:, 1] < 0, -1, 1)
        force = np.where(np.linspace(0, 1, len(obs)) < 0.5, push, rng.uniform(-0.6, 0.6, len(obs)))
        full = rng.random(len(obs)) < 0.1
        return np.where(full, push, force).astype(np.float32)[:, None]

    @staticmethod
    def to_gymnasium(action):
        return action

    @staticmethod
    def state(state, n_steps):
        """Only the first state of an episode is double."""
        return np.array(state, np.float32 if n_steps else np.float64)


class Acrobot:
    env_id = "Acrobot-v1"
    program = "rltd-env-acrobot"
    n_state = 4
    floor = 2e-14

    @staticmethod
    def actions(rng, obs):
        # Along the second link's speed: that swings up. Random ones mostly reach the time limit.
        push = np.where(obs[:, 5] < 0, 0, 2).astype(np.int32)
        random = rng.integers(0, 3, len(obs), dtype=np.int32)
        return np.where(rng.random(len(obs)) < np.linspace(0, 1, len(obs)), random, push)

    @staticmethod
    def to_gymnasium(action):
        return int(action)


def states_of(session, case):
    """(N, n_state) doubles and (N) step counts out of GET_STATE."""
    record = np.dtype([("state", "<f8", case.n_state), ("n_steps", "<u8")])
    raw = np.frombuffer(session.get_state(), record)
    return raw["state"].copy(), raw["n_steps"].copy()


def put_on(case, env, state, n_steps):
    make = getattr(case, "state", lambda state, n_steps: np.array(state))
    env.unwrapped.state = make(state, n_steps)


def restart(case, env, state):
    env.reset(seed=0)  # zeroes the time limit's counter
    put_on(case, env, state, 0)


def check_state(case, ours, theirs, where):
    close = np.abs(ours - theirs) <= case.floor
    distance = ulp_distance(np.where(close, 0, ours), np.where(close, 0, theirs))
    assert distance <= STATE_ULP, f"{where}: state {ours} is not Gymnasium's {theirs} ({distance} ulp)"
    return distance


def compare(folder, case):
    rng = np.random.default_rng(1)
    seed = lambda: rng.integers(0, 2**63, N, dtype=np.uint64)
    worst = exact_obs = n_obs = ended = 0
    limits = 0
    with Server() as server:
        process = server.start([os.path.join(folder, case.program)], n_envs=N)
        session = server.accept()
        assert session.hello["env"] == case.env_id and session.hello["capabilities"] == ["env_state"]
        envs = [gymnasium.make(case.env_id, disable_env_checker=True) for _ in range(N)]
        check_spaces(session, envs[0])
        result = session.reset(seed())
        states, _ = states_of(session, case)
        for env, state in zip(envs, states):
            restart(case, env, state)
        for t in range(STEPS):
            actions = case.actions(rng, result.obs)
            result = session.step(actions, seed())
            states, n_steps = states_of(session, case)
            for i, env in enumerate(envs):
                where = f"{case.env_id} step {t} env {i}"
                obs, reward, terminated, truncated, _ = env.step(case.to_gymnasium(actions[i]))
                assert (terminated, truncated) == (result.terminated[i], result.truncated[i]), where
                assert ulp_distance(np.float32(reward), result.reward[i]) <= 1, where
                ours = result.finals[i] if terminated or truncated else result.obs[i]
                assert ulp_distance(np.float32(obs), ours) <= 1, f"{where}: {ours} is not {obs}"
                exact_obs += np.array_equal(obs, ours)
                n_obs += 1
                if terminated or truncated:
                    ended += 1
                    limits += truncated
                    assert n_steps[i] == 0, where
                    restart(case, env, states[i])
                else:
                    worst = max(worst, check_state(case, states[i], env.unwrapped.state, where))
                    put_on(case, env, states[i], n_steps[i])
        session.bye()
        assert process.wait(timeout=10) == 0
    assert worst == 0 and exact_obs == n_obs or not getattr(case, "exact", False), case.env_id
    assert ended > 0 and limits > 0, f"{ended} episodes, {limits} at the limit: not everything was seen"
    print(
        f"{case.env_id}: {n_obs} steps, {ended} episodes ({limits} at the limit); "
        f"{100 * exact_obs / n_obs:.3f}% of the observations equal bit by bit, state within {worst:.0f} ulp"
    )


def check_spaces(session, env):
    """HELLO's spaces are Gymnasium's."""
    space = session.hello["observation_space"]
    low = [-np.inf if v is None else np.float32(v) for v in space["low"]]
    high = [np.inf if v is None else np.float32(v) for v in space["high"]]
    assert np.array_equal(np.float32(low), env.observation_space.low), (low, env.observation_space)
    assert np.array_equal(np.float32(high), env.observation_space.high), (high, env.observation_space)
    if session.hello["action_space"]["type"] == "Discrete":
        assert session.hello["action_space"]["n"] == env.action_space.n
    else:
        assert np.float32(session.hello["action_space"]["high"]) == env.action_space.high[0]


def check_resume(folder, case):
    """A state that is put into another process goes on exactly as the first one did."""
    rng = np.random.default_rng(2)
    with Server() as server:
        server.start([os.path.join(folder, case.program)], n_envs=N)
        first = server.accept()
        obs = first.reset(np.arange(N)).obs
        for _ in range(150):
            obs = first.step(case.actions(rng, obs), np.arange(N)).obs
        state = first.get_state()
        server.start([os.path.join(folder, case.program)], n_envs=N)
        second = server.accept()
        second.set_state(state)
        for t in range(100):
            actions, seeds = case.actions(rng, obs), rng.integers(0, 2**63, N)
            one, two = first.step(actions, seeds), second.step(actions, seeds)
            assert one.obs.tobytes() == two.obs.tobytes(), f"{case.env_id} resumed: step {t}"
            assert one.reward.tobytes() == two.reward.tobytes()
            obs = one.obs
        try:
            second.set_state(b"\xff" * len(state))  # NaNs
        except RuntimeError as refused:
            assert "set_state" in str(refused)
        else:
            raise AssertionError(f"{case.env_id}: a state of NaNs was accepted")
        first.bye()


def check_command_line(folder, case):
    program = os.path.join(folder, case.program)
    plain = {k: v for k, v in os.environ.items() if not k.startswith("RLTD_")}
    for args, code, says in (
        (["--help"], 0, "--connect PATH"),
        (["--version"], 0, case.program),
        (["--num-envs", "0"], 64, "--num-envs: '0' is not a number from 1"),
        (["--num-envs", "4097", "--connect", "/nowhere"], 64, "n_envs: 4097 is not from 1 to 4096"),
        (["--retry", "soon"], 64, "--retry: 'soon' is not a number"),
        (["--role", "test", "--connect", "/nowhere"], 64, "role: 'test' is neither train nor eval"),
        (["--fast"], 64, "unrecognized option"),
        (["extra"], 64, "'extra' is no option"),
        ([], 64, "set RLTD_ENV_SOCKET"),
        (["--connect", "/nowhere"], 1, "/nowhere: connect: No such file"),
    ):
        done = subprocess.run([program, *args], env=plain, capture_output=True, text=True, timeout=30)
        assert done.returncode == code and says in done.stdout + done.stderr, (args, done)
        assert code == 0 or done.stderr.count("\n") == 1, done.stderr


if __name__ == "__main__":
    for case in (CartPole, Pendulum, MountainCar, MountainCarContinuous, Acrobot):
        check_command_line(sys.argv[1], case)
        compare(sys.argv[1], case)
        check_resume(sys.argv[1], case)
