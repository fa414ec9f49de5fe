# SPDX-License-Identifier: MIT
import sys

from rltd.cli import main

sys.exit(main())
