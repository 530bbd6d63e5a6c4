"""How the trainings are made that come with the package, and what they are made of."""

import hashlib
import json
from typing import Any

import numpy as np

from attnviz.learning import weights_file
from attnviz.learning.fit import train
from attnviz.learning.model import make_model, paths
from attnviz.learning.shipped import SHIPPED, file_of
from attnviz.learning.trained import trained_arguments
from attnviz.scenario.catalogue import HELD_OUT, HELD_OUT_SEED, LOG_SEED, click_log
from attnviz.scenario.settings import Settings


def ship() -> None:
    """Train what comes with the package and write it."""
    for name, settings in SHIPPED.items():
        file = file_of(name)
        file.parent.mkdir(exist_ok=True)
        arrays: dict[str, Any] = {"fingerprint": fingerprint(settings)}
        arrays |= weights_file.arrays_of(train(settings))
        np.savez_compressed(file, **arrays)


def fingerprint(settings: Settings) -> str:
    """Return a hash of all that a training is made of: arguments, log, start and fit."""
    log = click_log(settings.training_samples, LOG_SEED)
    held_out = click_log(HELD_OUT, HELD_OUT_SEED)
    digest = hashlib.sha256()
    recipe = [trained_arguments(settings), settings.epochs, settings.fit]
    digest.update(json.dumps(recipe, sort_keys=True).encode())
    for part in (log, held_out):
        for values in (part.history, part.candidate, part.clicked):
            digest.update(values.tobytes())
    for path, variable in paths(make_model(trained_arguments(settings))).items():
        digest.update(path.encode() + variable.numpy().tobytes())
    return digest.hexdigest()
