"""The layers within the layer: tables, activation unit, projections, and how they start."""

from attnviz.layer.backend import require_tensorflow

require_tensorflow()
