"""What the layer computes with: TensorFlow, which Keras has to run on."""


def refused(backend: str) -> ImportError:
    """Return the error of another backend than TensorFlow."""
    return ImportError(
        f"attnviz computes with TensorFlow, and Keras is to run on {backend} here; set the "
        "environment's KERAS_BACKEND to tensorflow before Keras is imported"
    )


def require_tensorflow() -> None:
    """Refuse another backend of Keras before anything is computed.

    Raises:
        ImportError: with what to do.
    """
    # Loads TensorFlow.
    import keras

    if (backend := keras.config.backend()) != "tensorflow":
        raise refused(backend)
