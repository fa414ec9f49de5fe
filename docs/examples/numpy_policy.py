#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Play a trained PPO policy with nothing but NumPy:  numpy_policy.py .../checkpoints/best CartPole-v1"""
import json, sys
import numpy as np
from safetensors import safe_open

def load_policy(path):
    with safe_open(path, "np") as f:
        meta, names = f.metadata(), sorted(k for k in f.keys() if k.startswith("model/policy."))
        mean, scale = (f.get_tensor(f"model/normalize.obs.{k}") if f"model/normalize.obs.{k}" in f.keys() else d
                       for k, d in (("mean", 0), ("scale", 1)))
        layers = [(f.get_tensor(w), f.get_tensor(b)) for b, w in zip(names[::2], names[1::2])]
    activation = json.loads(meta["network"])["activation"]
    activation = {"tanh": np.tanh, "relu": lambda x: np.maximum(x, 0)}[activation]
    clip = float(json.loads(meta["hparams"])["clip_obs"]) if np.ndim(mean) else np.inf
    space = json.loads(meta["action_space"])

    def policy(obs):  # (D) or (B, D) features -> action(s), deterministic
        x = (np.asarray(obs, np.float32) - mean) * scale
        x = np.clip(x, -clip, clip)
        for i, (weight, bias) in enumerate(layers):  # (out, in), (out)
            x = (activation(x) if i else x) @ weight.T + bias
        if space["type"] == "Discrete":
            return x.argmax(-1) + space["start"]
        low, high = (np.array(space[k], np.float32) for k in ("low", "high"))  # None becomes NaN,
        return np.fmin(np.fmax(x, low), high)  # which fmin and fmax ignore
    return policy

if __name__ == "__main__":
    import gymnasium
    policy, env = load_policy(sys.argv[1]), gymnasium.make(sys.argv[2])
    for episode in range(10):
        (obs, _), ret, over = env.reset(seed=episode), 0.0, False
        while not over:
            obs, reward, terminated, truncated, _ = env.step(policy(obs))
            ret, over = ret + reward, terminated or truncated
        print(f"episode {episode}: return {ret:.1f}")
