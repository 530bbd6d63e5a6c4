"""Records the views that open first: `python -m attnviz.ui.compute.first_views`."""

from attnviz.learning.onednn import leave_out_onednn

if __name__ == "__main__":
    leave_out_onednn()
    # Loads TensorFlow.
    from attnviz.ui.compute.first_views.making import record

    record()
