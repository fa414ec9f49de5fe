# SPDX-License-Identifier: MIT
"""Connect Gymnasium environments to the rltd trainer.

    import rltd
    rltd.serve(lambda: gymnasium.make("CartPole-v1"), num_envs=8)
"""

from rltd.errors import Error, Lost, Refused
from rltd.serve import serve

__version__ = "0.1.0"
__all__ = ["Error", "Lost", "Refused", "serve"]
