"""Records the views that open first: `python -m attnviz.trace.first_views`."""

from attnviz.learning.onednn import leave_out_onednn

if __name__ == "__main__":
    leave_out_onednn()
    # Loads TensorFlow.
    from attnviz.trace.first_views.making import record

    record()
