"""The batch that every step takes again."""

import numpy as np


def images(problem):
    """[batch, size, size, 3] noise from 0 to 255."""
    shape = (problem["batch"], problem["size"], problem["size"], 3)
    return np.random.default_rng(1).uniform(0, 255, shape).astype(np.float32)


def labels(problem, count):
    """[batch] Every label in turn."""
    return np.arange(problem["batch"]) % count
