# SPDX-License-Identifier: MIT
"""Every model of the folder gives the action that was written beside it; the folder goes away if all do."""

import glob
import os
import shutil
import sys

import numpy as np
import onnxruntime

models = sorted(glob.glob(f"{sys.argv[1]}/*.onnx"))
assert models
for path in models:
    stem = path[:-len(".onnx")]
    chosen = os.path.exists(f"{stem}.chosen")
    obs = np.fromfile(f"{stem}.chosen", np.int32) if chosen else np.fromfile(f"{stem}.obs", np.float32)
    want = np.fromfile(f"{stem}.action", np.float32)
    obs, want = obs.reshape(16, -1), want.reshape(16, -1)
    model = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    for n in (16, 1):
        got = model.run(["action"], {"obs": obs[:n]})[0]
        np.testing.assert_allclose(got, want[:n], rtol=1e-5, atol=1e-5, err_msg=stem)
    assert np.ptp(want, axis=0).min() > 1e-3, f"{stem}: every row is the same"
shutil.rmtree(sys.argv[1])
