# SPDX-License-Identifier: MIT
"""DQN on CartPole-v1 with Stable-Baselines3 as its users run it, with rl-zoo's hyper-parameters: learn 50k env
steps, log to files, save the model, evaluate the final policy on 20 episodes one after the other. Prints one
JSON object; the harness times the whole process.

    sb3_dqn_cartpole.py FOLDER SEED THREADS
"""

import json
import sys
import time

import stable_baselines3
import torch
from stable_baselines3 import DQN
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.logger import configure

ENV_STEPS = 50_000  # a round of 256 is never cut short: 196 x 256 = 50,176
EVAL_SEED_OFFSET = 10_000  # evaluation resets differ from the training env's


def main():
    folder, seed, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    env = make_vec_env("CartPole-v1", n_envs=1, seed=seed)
    model = DQN("MlpPolicy", env, learning_rate=2.3e-3, batch_size=64, buffer_size=100_000, learning_starts=1000,
                gamma=0.99, target_update_interval=10, train_freq=256, gradient_steps=128,
                exploration_fraction=0.16, exploration_final_eps=0.04, policy_kwargs={"net_arch": [256, 256]},
                seed=seed, device="cpu")
    model.set_logger(configure(folder, ["csv", "tensorboard"]))

    start = time.perf_counter()
    model.learn(total_timesteps=ENV_STEPS)
    learn_s = time.perf_counter() - start
    model.save(f"{folder}/model")

    eval_env = make_vec_env("CartPole-v1", n_envs=1, seed=seed + EVAL_SEED_OFFSET)
    mean, _ = evaluate_policy(model, eval_env, n_eval_episodes=20, deterministic=True)
    print(json.dumps({
        "version": stable_baselines3.__version__,
        "env_steps": model.num_timesteps,
        "updates": model._n_updates,
        "learn_s": learn_s,
        "eval_mean": float(mean),
    }))


if __name__ == "__main__":
    main()
