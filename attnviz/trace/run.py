"""From settings to a trace: the real layer is run on the samples that they name."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from attnviz.learning.fit import train
from attnviz.learning.model import initial_weights
from attnviz.learning.shipped import shipped
from attnviz.learning.trained import Training
from attnviz.scenario.samples import Clicks, Samples, samples_of
from attnviz.scenario.settings import Settings
from attnviz.trace.changed import changed_trace
from attnviz.trace.record import Trace
from attnviz.trace.runner import Runner, runner_of


def run(
    settings: Settings | None = None,
    training: Training | None = None,
    data: Clicks | None = None,
) -> Trace:
    """Run the real layer on the samples of the settings and return the record of its walk.

    Args:
        settings: The view; the defaults if None.
        training: The training whose weights are used at the settings' epoch. If None, the one
            that comes with the package, else a new one; none is needed for epoch 0.
        data: The interactions that the view is of, where its items are one's own.

    Example:
        >>> import attnviz
        >>> trace = attnviz.run(attnviz.Settings(recipe="din", normalization="none", epoch=0))
        >>> list(trace.steps)[-4:]
        ['masked', 'weights', 'context', 'output']
    """
    settings = settings or Settings()
    epoch = settings.shown_epoch
    if epoch and training is None:
        logs = None if data is None else data.logs(settings.sequence_length)
        training = (shipped(settings) if logs is None else None) or train(settings, None, logs)
    samples = samples_of(settings, data)
    runner = runner_of(settings.layer, data)
    if not epoch or training is None:
        return traced(runner, settings, samples, initial_weights(settings.layer), None)
    return traced(runner, settings, samples, training.weights_after(epoch), training)


def traced(
    runner: Runner,
    settings: Settings,
    samples: Samples,
    weights: Mapping[str, np.ndarray],
    training: Training | None,
) -> Trace:
    """Return the trace of a runner's walk over samples, with the weights of the settings' epoch.

    Where the settings change numbers, it is that of the walk which goes on from them.
    """
    records, weights = runner.run(samples, weights)
    layer_ends = list(records).index("output") + 1
    trace = Trace(
        samples,
        MappingProxyType(dict(list(records.items())[:layer_ends])),
        MappingProxyType(dict(list(records.items())[layer_ends:])),
        MappingProxyType(weights),
        settings,
        settings.shown_epoch,
        training,
    )
    return changed_trace(trace, partial(runner.run, samples))
