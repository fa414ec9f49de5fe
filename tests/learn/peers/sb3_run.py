# SPDX-License-Identifier: MIT
"""One run of Stable-Baselines3 with the settings of a recipe: {"env", "seed", "episodes", "settings"} comes
in as JSON, {"returns", "curve": [[env steps, 1, return of a training episode]], "seconds", "version"} goes out. A
setting that has no counterpart is an error."""

import json
import re
import sys
import time

import gymnasium
import numpy as np
import stable_baselines3
import torch
from gymnasium.wrappers import TimeLimit
from stable_baselines3 import DDPG, DQN, PPO, SAC, TD3
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.noise import NormalActionNoise, OrnsteinUhlenbeckActionNoise
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.common.vec_env import VecNormalize

ALGORITHMS = {"ppo": PPO, "dqn": DQN, "sac": SAC, "td3": TD3, "ddpg": DDPG}
PLAIN = ("n_steps batch_size n_epochs gamma gae_lambda ent_coef vf_coef max_grad_norm learning_rate clip_range "
         "buffer_size learning_starts tau train_freq gradient_steps target_update_interval exploration_fraction "
         "exploration_initial_eps exploration_final_eps target_entropy target_policy_noise target_noise_clip "
         "policy_delay sde_sample_freq use_sde use_sde_at_warmup").split()
OF_POLICY = ("log_std_init", "use_expln")
NOISES = {"none": None, "normal": NormalActionNoise, "ornstein-uhlenbeck": OrnsteinUhlenbeckActionNoise}
NORMALIZE = {"normalize_obs": "norm_obs", "normalize_reward": "norm_reward", "clip_obs": "clip_obs",
             "clip_reward": "clip_reward"}
ACTIVATIONS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}
# What changes how rltd goes about it, not what is learned.
IGNORED = {"collect": None, "scale_actions": None, "noise_std": None}
UNSEEN = 2**20  # evaluation seeds are this and above
MAX_STEPS = 10_000  # of an episode of MinAtar, which has no limit of its own; as in the bundled env


class Bytes(gymnasium.ObservationWrapper):
    """MinAtar's truth values as pixels."""

    def __init__(self, env):
        super().__init__(env)
        self.observation_space = gymnasium.spaces.Box(0, 255, env.observation_space.shape, np.uint8)

    def observation(self, obs):
        return obs.astype(np.uint8) * 255


def make_env(env_id):
    if not env_id.startswith("MinAtar/"):
        return gymnasium.make(env_id)
    from minatar.gym import register_envs

    register_envs()
    return TimeLimit(Bytes(gymnasium.make(env_id)), MAX_STEPS)


class SmallCnn(BaseFeaturesExtractor):
    """network.kind: small of rltd (nn_cnn_small): Young and Tian 2019."""

    def __init__(self, space):
        super().__init__(space, 128)
        channels, height, width = space.shape
        self.layers = torch.nn.Sequential(
            torch.nn.Conv2d(channels, 16, 3), torch.nn.ReLU(), torch.nn.Flatten(),
            torch.nn.Linear(16 * (height - 2) * (width - 2), 128), torch.nn.ReLU())

    def forward(self, observations):
        return self.layers(observations)


class Episodes(BaseCallback):
    """[env steps, 1, return] of every training episode."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def _on_step(self):
        for info in self.locals["infos"]:
            if "episode" in info:
                self.seen.append([self.num_timesteps, 1, float(info["episode"]["r"])])
        return True


def schedule(value):
    """linear(a) falls from a to 0, linear(a, b) to b; anything else stays as it is."""
    found = re.fullmatch(r"linear\(([^,)]+)(?:,([^)]+))?\)", str(value))
    if not found:
        return value
    start, end = float(found[1]), float(found[2] or 0)
    return lambda left: end + (start - end) * left


def translate(settings, n_actions):
    """(arguments of the algorithm, of its policy, of VecNormalize)"""
    agent = settings["agent"]
    arguments, policy, normalize = {}, {}, {}
    for key, value in settings.get(agent, {}).items():
        if key in PLAIN:
            arguments[key] = schedule(value)
        elif key in NORMALIZE:
            normalize[NORMALIZE[key]] = value
        elif key == "hidden":
            policy["net_arch"] = value
        elif key == "activation":
            policy["activation_fn"] = ACTIVATIONS[value]
        elif key in OF_POLICY:
            policy[key] = value
        elif key == "noise_type":
            std = settings[agent].get("noise_std", 0.1) * np.ones(n_actions)
            arguments["action_noise"] = NOISES[value] and NOISES[value](np.zeros(n_actions), std)
        elif key not in IGNORED:
            raise SystemExit(f"{agent}.{key} has no counterpart in Stable-Baselines3")
    for key, value in settings.get("network", {}).items():
        if key == "hidden":
            policy["net_arch"] = value
        elif key == "activation":
            policy["activation_fn"] = ACTIVATIONS[value]
        elif (key, value) == ("kind", "small"):
            policy["features_extractor_class"] = SmallCnn
        else:
            raise SystemExit(f"network.{key} has no counterpart in Stable-Baselines3")
    return arguments, policy, normalize


def evaluate(model, vec_normalize, env_id, episodes):
    env = make_env(env_id)
    returns = []
    for i in range(episodes):
        obs, _ = env.reset(seed=UNSEEN + i)
        total, over = 0.0, False
        while not over:
            seen = vec_normalize.normalize_obs(obs) if vec_normalize else obs
            action, _ = model.predict(seen, deterministic=True)
            obs, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return returns


def main():
    task = json.load(sys.stdin)
    settings, seed = task["settings"], task["seed"]
    torch.set_num_threads(1)
    start = time.monotonic()
    env = make_vec_env(lambda: make_env(task["env"]), n_envs=settings.get("n_envs", 1), seed=seed)
    episodes = Episodes()
    n_actions = int(np.prod(env.action_space.shape)) if env.action_space.shape else 1
    arguments, policy, normalize = translate(settings, n_actions)
    if normalize:
        normalize = {"norm_obs": False, "norm_reward": False, **normalize}
        env = VecNormalize(env, gamma=arguments.get("gamma", 0.99), **normalize)
    model = ALGORITHMS[settings["agent"]]("MlpPolicy", env, seed=seed, device="cpu", policy_kwargs=policy, **arguments)
    model.learn(int(settings["max_env_steps"]), callback=episodes)
    if normalize:
        env.training = False
    returns = evaluate(model, env if normalize.get("norm_obs") else None, task["env"], task["episodes"])
    version = stable_baselines3.__version__
    seconds = time.monotonic() - start
    print(json.dumps({"returns": returns, "curve": episodes.seen, "seconds": seconds, "version": version}))


if __name__ == "__main__":
    main()
