"""The one computation: the layer as a walk of steps, and its oracle."""
