# SPDX-License-Identifier: MIT
"""SAC on Pendulum-v1 with Stable-Baselines3 as its users run it, with rl-zoo's hyper-parameters: one gradient
step per env step, log to files. Prints one JSON object with the time of learning alone.

    sb3_sac_pendulum.py FOLDER SEED THREADS ENV_STEPS
"""

import json
import sys
import time

import stable_baselines3
import torch
from stable_baselines3 import SAC
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.logger import configure


def main():
    folder, seed, threads, env_steps = sys.argv[1], *map(int, sys.argv[2:5])
    torch.set_num_threads(threads)
    env = make_vec_env("Pendulum-v1", n_envs=1, seed=seed)
    model = SAC("MlpPolicy", env, learning_rate=1e-3, seed=seed, device="cpu")
    model.set_logger(configure(folder, ["csv", "tensorboard"]))
    start = time.perf_counter()
    model.learn(total_timesteps=env_steps)
    print(json.dumps({
        "version": stable_baselines3.__version__,
        "env_steps": model.num_timesteps,
        "updates": model._n_updates,
        "learn_s": time.perf_counter() - start,
    }))


if __name__ == "__main__":
    main()
