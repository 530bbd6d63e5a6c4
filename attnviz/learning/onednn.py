"""Whether TensorFlow multiplies by oneDNN: decided here, before it is loaded."""

import os

VARIABLE = "TF_ENABLE_ONEDNN_OPTS"


def leave_out_onednn() -> None:
    """Have TensorFlow, which is not loaded yet, multiply without oneDNN.

    With it, every thread keeps up to 1,024 prepared operations of each kind, by the shapes of what
    they are given, and no setting bounds that: a server that is asked for one setting after the
    other grows by 0.2 MB a view. Results differ in their last bits, so whoever compares numbers
    asks for this in all processes. What the user has set in the environment stays.
    """
    os.environ.setdefault(VARIABLE, "0")
