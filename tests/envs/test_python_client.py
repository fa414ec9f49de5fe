# SPDX-License-Identifier: MIT
"""The Python package rltd, run as users run it, against the daemon's side in raw_server.py.

Usage: test_python_client.py
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import gymnasium
import numpy as np
from raw_server import BYE, ERROR, HEADER, RESET, STEP, Server

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.join(HERE, "..", "..", "envs", "python")
PATHS = {"PYTHONPATH": os.pathsep.join((PACKAGE, HERE))}


def command(*args):
    return [sys.executable, "-m", "rltd", *args]


def start(server, *args, n_envs=2, **options):
    return server.start(command(*args), n_envs=n_envs, env=PATHS, stderr=subprocess.PIPE, text=True, **options)


def end(process, code=0, says=""):
    try:
        _, errors = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert process.returncode == code, (process.returncode, errors)
    assert says in errors, (says, errors)
    return errors


def one_line(errors):
    assert errors.count("\n") == 1 and errors.startswith("rltd-env: "), errors


def equals_gymnasium(env_id, n_steps, draw_actions):
    """The same seeds and actions give what Gymnasium gives, resets and final observations included. Returns how many
    episodes terminated and were truncated."""
    rng = np.random.default_rng(0)
    n_terminated = n_truncated = 0
    with Server() as server:
        process = start(server, env_id, n_envs=3)
        session = server.accept()
        assert session.hello["env"] == env_id and session.n == 3
        envs = [gymnasium.make(env_id) for _ in range(3)]
        seeds = rng.integers(0, 2**63, 3)
        result = session.reset(seeds)
        for i, env in enumerate(envs):
            assert np.array_equal(result.obs[i], env.reset(seed=int(seeds[i]) & 0x7FFFFFFF)[0])
        for _ in range(n_steps):
            actions, seeds = draw_actions(rng), rng.integers(0, 2**63, 3)
            result = session.step(actions, seeds)
            for i, env in enumerate(envs):
                obs, reward, terminated, truncated, _ = env.step(actions[i])
                assert (terminated, truncated) == (result.terminated[i], result.truncated[i])
                assert np.float32(reward) == result.reward[i]
                n_terminated, n_truncated = n_terminated + terminated, n_truncated + truncated
                if terminated or truncated:
                    assert np.array_equal(result.finals[i], obs)
                    obs, _ = env.reset(seed=int(seeds[i]) & 0x7FFFFFFF)
                assert np.array_equal(result.obs[i], obs)
        session.bye()
        end(process)
    return n_terminated, n_truncated


def test_cartpole_equals_gymnasium():
    n_terminated, _ = equals_gymnasium("CartPole-v1", 200, lambda rng: rng.integers(0, 2, 3))
    assert n_terminated > 10


def test_pendulum_equals_gymnasium():
    """Actions of a Box, and episodes that only a time limit ends."""
    torques = lambda rng: rng.uniform(-2, 2, (3, 1)).astype(np.float32)
    assert equals_gymnasium("Pendulum-v1", 401, torques) == (0, 6)


def test_own_module_kwargs_and_offset_actions():
    for n_end, terminated in ((4, True), (5, False)):
        with Server() as server:
            process = start(server, "toy_envs:Counter-v0", "--kwargs", json.dumps({"end": n_end}))
            session = server.accept()
            assert session.hello["env"] == "Counter-v0"
            assert session.hello["action_space"] == {"type": "Discrete", "n": 3, "start": 5}
            assert session.hello["observation_space"]["low"] == -100.0
            session.reset([0, 1])
            for _ in range(n_end - 2):
                result = session.step([5, 7], [0, 0])
                assert not result.finals
            assert list(result.reward) == [5, 7]
            result = session.step([5, 7], [0, 2])
            assert list(result.finals) == [1] and np.all(result.finals[1] == n_end)
            assert result.terminated[1] == terminated and result.truncated[1] != terminated
            assert np.all(result.obs[1] == 2) and np.all(result.obs[0] == n_end - 1)
            session.bye()
            end(process)


def test_actions_of_every_kind_keep_their_values():
    for kind, first, second in (
        ("box", [[0.25, -1], [1, 0]], [[0.5, 0.5], [0.5, 0.5]]),
        ("multi", [[2, 3], [4, 5]], [[0, 0], [0, 0]]),
        ("binary", [[1, 0], [1, 1]], [[0, 0], [0, 0]]),
    ):
        with Server() as server:
            process = start(server, "toy_envs:Echo-v0", "--kwargs", json.dumps({"space": kind}), n_envs=2)
            session = server.accept()
            session.reset([0, 0])
            both = np.stack([first, second])
            assert np.array_equal(session.step(both, [0, 0]).obs[0].ravel(), np.ravel(first))
            result = session.step(both[::-1], [0, 0])  # env 0 still shows its first action
            assert np.array_equal(result.obs[0].ravel(), np.ravel(first))
            session.bye()
            end(process)


def test_actions_outside_their_space_are_refused():
    for env, kwargs, actions, says in (
        ("toy_envs:Echo-v0", {"space": "box"}, [[[0, 0], [0, 0]], [[0, 1.5], [0, 0]]],
         "action [0.0, 1.5, 0.0, 0.0] of env 1 is outside its space Box(-1.0, 1.0"),
        ("toy_envs:Echo-v0", {"space": "box"}, [[[0, 0], [np.nan, 0]], [[0, 0], [0, 0]]], "nan, 0.0] of env 0 is"),
        ("toy_envs:Echo-v0", {"space": "multi"}, [[[0, 0], [0, 6]], [[0, 0], [0, 0]]], "[0, 0, 0, 6] of env 0 is"),
        ("toy_envs:Echo-v0", {"space": "binary"}, [[[0, 0], [0, 0]], [[2, 0], [0, 0]]], "[2, 0, 0, 0] of env 1 is"),
        ("toy_envs:Counter-v0", {}, [7, 4], "[4] of env 1 is outside its space Discrete(3, start=5)"),
    ):
        with Server() as server:
            process = start(server, env, "--kwargs", json.dumps(kwargs), n_envs=2)
            session = server.accept()
            session.reset([0, 0])
            session.send(STEP, session.step_payload(actions, [0, 0]))
            header, payload = session.receive()
            assert header[1] == ERROR and says in payload.decode(), payload
            one_line(end(process, 1, says))


def test_discrete_observations():
    with Server() as server:
        process = start(server, "toy_envs:Number-v0")
        session = server.accept()
        assert list(session.reset([0, 0]).obs) == [3, 3]
        assert list(session.step([0, 1], [0, 0]).obs) == [4, 5]
        session.bye()
        end(process)


def test_spaces_that_are_not_supported_are_named():
    for how, says in (
        ("dict", "observation space Dict is not supported"),
        ("tuple", "action space Tuple is not supported"),
        ("rank", "5 dimensions, at most 4"),
    ):
        with Server() as server:
            process = start(server, "toy_envs:Wrong-v0", "--kwargs", json.dumps({"how": how}))
            one_line(end(process, 1, says))


def test_an_env_that_raises_tells_both_sides():
    with Server() as server:
        process = start(server, "toy_envs:Wrong-v0", "--kwargs", '{"how": "raise"}')
        session = server.accept()
        session.reset([0, 0])
        session.send(STEP, session.step_payload([0, 0], [0, 0]))
        header, payload = session.receive()
        assert header[1] == ERROR and "env 0: step raised ValueError: the simulator" in json.loads(payload)["message"]
        assert "Traceback" in end(process, 1, "the simulator")


def test_an_observation_of_another_shape_is_refused():
    with Server() as server:
        process = start(server, "toy_envs:Wrong-v0", "--kwargs", '{"how": "shape"}')
        session = server.accept()
        session.reset([0, 0])
        try:
            session.step([0, 0], [0, 0])
        except RuntimeError as refused:
            assert "env 0: step returned an observation of shape (1,)" in str(refused)
        else:
            raise AssertionError("a wrong shape went through")
        one_line(end(process, 1, "shape (1,)"))


def test_sigterm_and_hanging_up_end_it():
    with Server() as server:
        process = start(server, "CartPole-v1")
        session = server.accept()
        session.reset([0, 0])
        process.send_signal(signal.SIGTERM)
        assert end(process, 0) == ""
        process = start(server, "CartPole-v1")
        session = server.accept()
        session.reset([0, 0])
        session.socket.close()
        one_line(end(process, 1, "rltd closed the connection"))


def test_it_waits_for_rltd_and_comes_back():
    with Server() as server:
        process = start(server, "CartPole-v1", "--retry", "30")
        server.accept().socket.close()
        session = server.accept()
        session.reset([0, 0])
        session.bye()
        end(process)


def refuse(server, code):
    """The daemon's answer to a HELLO that it does not want."""
    connection = server.listener.accept()[0]
    with connection:
        n = HEADER.unpack(connection.recv(HEADER.size, socket.MSG_WAITALL))[0]
        connection.recv(n, socket.MSG_WAITALL)
        text = json.dumps({"code": code, "message": "no"}).encode()
        connection.sendall(HEADER.pack(len(text), ERROR, 0, 0, 0) + text)


def test_a_name_in_use_is_waited_for_and_nothing_else_is():
    with Server() as server:
        process = start(server, "CartPole-v1", "--retry", "30")
        refuse(server, "RL_EBUSY")
        session = server.accept()
        session.bye()
        end(process)
    with Server() as server:
        process = start(server, "CartPole-v1", "--retry", "30")
        refuse(server, "RL_EPROTO")
        one_line(end(process, 1, "RL_EPROTO: no"))
    with Server() as server:
        process = start(server, "CartPole-v1")
        refuse(server, "RL_EBUSY")
        one_line(end(process, 1, "RL_EBUSY: no"))


def test_wrong_messages_are_refused():
    wrong = (
        (HEADER.pack(0, STEP, 0, 0, 1), "STEP where RESET or BYE is due"),
        (HEADER.pack(8, RESET, 0, 0, 1), "RESET has 8 payload bytes, 16 are due"),
        (HEADER.pack(16, RESET, 1, 0, 1), "header bytes 5 to 7"),
        (HEADER.pack(0, 99, 0, 0, 1), "message type 99 where"),
    )
    for message, says in wrong:
        with Server() as server:
            process = start(server, "CartPole-v1")
            session = server.accept()
            session.socket.sendall(message)
            header, payload = session.receive()
            assert header[1] == ERROR and says in payload.decode(), payload
            one_line(end(process, 1, says))


def test_seq_must_rise():
    with Server() as server:
        process = start(server, "CartPole-v1")
        session = server.accept()
        session.reset([0, 0])
        session.send(RESET, bytes(16), seq=1)
        header, payload = session.receive()
        assert header[1] == ERROR and "seq 1 is not above the last, 1" in payload.decode()
        end(process, 1)


def test_errors_of_the_command_line():
    plain = {k: v for k, v in os.environ.items() if not k.startswith("RLTD_")}
    for args, code, says in (
        ((), 64, "the following arguments are required: env"),
        (("CartPole-v1", "--num-envs", "x"), 64, "invalid int value"),
        (("CartPole-v1",), 1, "set RLTD_ENV_SOCKET"),
        (("CartPole-v1", "--connect", "/nowhere", "--num-envs", "0"), 1, "from 1 to 4096"),
        (("CartPole-v1", "--connect", "/nowhere"), 1, "/nowhere: no such socket"),
        (("CartPole-v1", "--connect", "/nowhere", "--name", "a b"), 1, "name: 'a b'"),
        (("NoSuch-v1", "--connect", "/nowhere"), 1, "NoSuch"),
        (("no_such_module:X-v1", "--connect", "/nowhere"), 1, "no_such_module"),
        (("CartPole-v1", "--connect", "/nowhere", "--kwargs", "{"), 1, "--kwargs: not JSON"),
        (("CartPole-v1", "--connect", "/nowhere", "--kwargs", "[]"), 1, "--kwargs: not a JSON object"),
        (("CartPole-v1", "--connect", "/nowhere", "--kwargs", '{"x": 1}'), 1, "unexpected keyword"),
    ):
        done = subprocess.run(command(*args), env={**plain, **PATHS}, capture_output=True, text=True, timeout=60)
        assert done.returncode == code and says in done.stderr, (args, done)
        one_line(done.stderr)


def test_serve_takes_envs_of_ones_own():
    script = "import rltd, toy_envs; rltd.serve(lambda: toy_envs.Counter(7), name='mine', env_id='Own')"
    with Server() as server:
        process = server.start([sys.executable, "-c", script], n_envs=4, env=PATHS)
        session = server.accept()
        assert (session.hello["name"], session.hello["env"], session.n) == ("mine", "Own", 4)
        session.bye()
        assert process.wait(timeout=30) == 0


if __name__ == "__main__":
    assert BYE == 11
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            started = time.monotonic()
            test()
            print(f"{name}: ok, {time.monotonic() - started:.1f} s")
