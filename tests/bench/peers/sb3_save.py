# SPDX-License-Identifier: MIT
"""PPO.save of Stable-Baselines3 with networks of given widths: training waits for it, and nothing is synced.
Prints one JSON object: seconds of each save, bytes of the file.

    sb3_save.py FOLDER HIDDEN SAVES
"""

import json
import os
import sys
import time

import stable_baselines3
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env


def main():
    folder, hidden, saves = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    model = PPO("MlpPolicy", make_vec_env("CartPole-v1", n_envs=1), n_steps=32, batch_size=32, n_epochs=1,
                policy_kwargs={"net_arch": hidden}, device="cpu")
    model.learn(total_timesteps=32)  # the optimizer has its moments
    path, seconds = os.path.join(folder, "model.zip"), []
    for _ in range(saves):
        start = time.perf_counter()
        model.save(path)
        seconds.append(time.perf_counter() - start)
        model.learn(total_timesteps=32)
    print(json.dumps({"version": stable_baselines3.__version__, "save_s": seconds, "bytes": os.path.getsize(path)}))


if __name__ == "__main__":
    main()
