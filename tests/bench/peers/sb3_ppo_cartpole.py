# SPDX-License-Identifier: MIT
"""PPO on CartPole-v1 with Stable-Baselines3 as its users run it, with rl-zoo's hyper-parameters: learn
100k env steps, log to files, save the model, evaluate the final policy on 20 episodes one after the
other. Prints one JSON object; the harness times the whole process.

    sb3_ppo_cartpole.py FOLDER SEED THREADS
"""

import json
import sys
import time

import stable_baselines3
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.logger import configure

ENV_STEPS = 100_000  # a rollout is never cut short: 391 x 8 x 32 = 100,096
EVAL_SEED_OFFSET = 10_000  # evaluation resets differ from the training envs'


def linear(start):
    return lambda progress_remaining: progress_remaining * start


def main():
    folder, seed, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    env = make_vec_env("CartPole-v1", n_envs=8, seed=seed)
    model = PPO("MlpPolicy", env, n_steps=32, batch_size=256, gae_lambda=0.8, gamma=0.98, n_epochs=20,
                ent_coef=0.0, learning_rate=linear(1e-3), clip_range=linear(0.2), seed=seed, device="cpu")
    model.set_logger(configure(folder, ["csv", "tensorboard"]))

    start = time.perf_counter()
    model.learn(total_timesteps=ENV_STEPS)
    learn_s = time.perf_counter() - start
    model.save(f"{folder}/model")

    eval_env = make_vec_env("CartPole-v1", n_envs=1, seed=seed + EVAL_SEED_OFFSET)
    start = time.perf_counter()
    mean, std = evaluate_policy(model, eval_env, n_eval_episodes=20, deterministic=True)
    print(json.dumps({
        "version": stable_baselines3.__version__,
        "torch": torch.__version__,
        "env_steps": model.num_timesteps,
        "updates": model._n_updates * (8 * 32 // 256),
        "learn_s": learn_s,
        "eval_s": time.perf_counter() - start,
        "eval_mean": float(mean),
        "eval_std": float(std),
    }))


if __name__ == "__main__":
    main()
