# SPDX-License-Identifier: MIT
"""The cells: which recipe is run on which seeds, and what it is held against. A new cell is a row here."""

from dataclasses import dataclass

TEN, THREE = tuple(range(1, 11)), tuple(range(1, 4))


@dataclass(frozen=True)
class Cell:
    name: str
    recipe: str  # agents/recipes/RECIPE.yaml: the settings, of both sides
    env: str  # Gymnasium's id: what the peer is trained and evaluated on
    seeds: tuple  # ten where a run takes less than ten minutes, else three
    solved: float  # return from which an episode counts as solved
    steps: int = 0  # env steps, where not the recipe's
    peer: bool = True  # Stable-Baselines3 is run with the same settings and seeds
    published: float | None = None  # score of rl-baselines3-zoo (one run), held against until it was
    gate: float | None = None  # what the first seed has to reach in the default tests
    gate_keys: tuple = ()  # a shorter run for the gate
    needs: str = ""  # extra of Gymnasium that has the env


CELLS = (
    Cell("ppo-cartpole", "cartpole-ppo", "CartPole-v1", TEN, 475, gate=475),
    Cell("ppo-pendulum", "pendulum-ppo", "Pendulum-v1", TEN, -200, gate=-300),
    Cell("ppo-acrobot", "acrobot-ppo", "Acrobot-v1", TEN, -100, peer=False, published=-73.5,
         gate=-100, gate_keys=("max_env_steps=100000",)),
    Cell("ppo-mountaincar", "mountaincar-ppo", "MountainCar-v0", TEN, -110, peer=False, published=-110.4),
    Cell("dqn-cartpole", "cartpole-dqn", "CartPole-v1", TEN, 475, published=500,
         gate=60, gate_keys=("max_env_steps=12000", "network.hidden=[64,64]", "learning_rate=1e-3", "train_freq=4",
                             "gradient_steps=4", "target_update_interval=250", "exploration_fraction=0.5")),
    Cell("dqn-mountaincar", "mountaincar-dqn", "MountainCar-v0", TEN, -110, published=-101),
    Cell("dqn-acrobot", "acrobot-dqn", "Acrobot-v1", TEN, -100, published=-76.6),
    Cell("dqn-breakout", "breakout-dqn", "MinAtar/Breakout-v1", THREE, 10),
    Cell("dqn-lunarlander", "lunarlander-dqn-gym", "LunarLander-v3", TEN, 200, needs="box2d"),
    Cell("sac-pendulum", "pendulum-sac", "Pendulum-v1", TEN, -200, published=-157,
         gate=-300, gate_keys=("max_env_steps=5000", "network.hidden=[64,64]", "learning_starts=500")),
    Cell("td3-pendulum", "pendulum-td3", "Pendulum-v1", TEN, -200, published=-152,
         gate=-300, gate_keys=("max_env_steps=8000", "network.hidden=[64,64]", "learning_starts=1000")),
    Cell("ddpg-pendulum", "pendulum-ddpg", "Pendulum-v1", TEN, -200, published=-152,
         gate=-300, gate_keys=("max_env_steps=6000", "network.hidden=[64,64]", "learning_starts=1000")),
    Cell("sac-mountaincar-continuous", "mountaincar-continuous-sac", "MountainCarContinuous-v0", TEN, 90,
         published=94.7),
    Cell("sac-lunarlander-continuous", "lunarlander-continuous-sac-gym", "LunarLanderContinuous-v3", THREE, 200,
         steps=100_000, needs="box2d"),
    Cell("sac-halfcheetah", "halfcheetah-sac-gym", "HalfCheetah-v5", THREE, 4800, steps=100_000, needs="mujoco"),
)
