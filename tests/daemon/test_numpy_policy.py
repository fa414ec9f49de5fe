# SPDX-License-Identifier: MIT
"""docs/examples/numpy_policy.py plays what the daemon trained: test_numpy_policy.py BIN_FOLDER"""
import importlib.util
import os
import subprocess
import sys
import tempfile

import gymnasium
import numpy as np

spec = importlib.util.spec_from_file_location("numpy_policy", "docs/examples/numpy_policy.py")
numpy_policy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(numpy_policy)


def train(runs, recipe, env_steps):
    binary = os.path.join(sys.argv[1], "rltd")
    words = [f"runs={runs}", f"max_env_steps={env_steps}", "log.progress=false"]
    subprocess.run([binary, recipe, *words], check=True, timeout=240, env={**os.environ, "XDG_RUNTIME_DIR": runs},
                   stdout=subprocess.DEVNULL)
    return numpy_policy.load_policy(f"{runs}/{recipe}/version_0/checkpoints/last")


with tempfile.TemporaryDirectory() as runs:
    policy, env, returns = train(runs, "cartpole-ppo", 20000), gymnasium.make("CartPole-v1"), []
    for seed in range(10):
        (obs, _), total, over = env.reset(seed=seed), 0.0, False
        while not over:
            obs, reward, terminated, truncated, _ = env.step(policy(obs))
            total, over = total + reward, terminated or truncated
        returns.append(total)
    print("CartPole-v1:", returns)
    assert np.mean(returns) > 80, "a random policy gets 22"

    policy = train(runs, "pendulum-ppo", 4096)
    action = policy(np.array([[1, 0, 0], [-1, 0, 8]], np.float32))
    assert action.shape == (2, 1) and action.dtype == np.float32 and (np.abs(action) <= 2).all()
