"""What TensorFlow has registered of a traced gradient goes once it is needed no more."""

import tensorflow as tf
from tensorflow.python.framework import ops

from attnviz.learning.fit import train
from attnviz.learning.gradients import traced_gradients
from attnviz.learning.model import initial_weights
from attnviz.scenario.samples import samples_of
from attnviz.scenario.settings import Settings
from attnviz.trace.runner import EAGER_RUNS, Runner


def registered() -> set[str]:
    return set(ops.gradient_registry._registry)


def slope_of_silu() -> float:
    """Return the slope at 0, of a function that is traced for it."""

    @tf.function
    def slope(at: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(at)
            value = tf.nn.silu(at)
        return tape.gradient(value, at)

    return float(slope(tf.constant(0.0)))


def test_a_traced_silu_registers_a_gradient() -> None:
    before = registered()
    assert slope_of_silu() == 0.5
    assert registered() > before  # or nothing of this is needed any more


def test_a_training_leaves_none() -> None:
    before = registered()
    train(Settings(unit_activation="silu", epochs=1, training_samples=500))
    assert registered() == before


def test_a_runners_graph_leaves_none() -> None:
    settings = Settings(unit_activation="silu", epoch=0)
    before = registered()
    runner = Runner(settings.layer)
    for _ in range(EAGER_RUNS + 2):
        runner.run(samples_of(settings), initial_weights(settings.layer))
    assert registered() == before


def test_they_stay_until_the_last_who_needs_them_has_gone() -> None:
    before = registered()
    with traced_gradients:
        with traced_gradients:
            assert slope_of_silu() == 0.5
        assert registered() > before
    assert registered() == before
