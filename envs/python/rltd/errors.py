# SPDX-License-Identifier: MIT


class Error(Exception):
    """Something is wrong with the configuration, the environment or the peer: one line says what."""


class Lost(Error):
    """The connection could not be made or went away: trying again may help."""


class Refused(Error):
    """rltd sent an ERROR."""


class Busy(Refused, Lost):
    """rltd has a live session of this name: it will have noticed soon if that one is gone."""
