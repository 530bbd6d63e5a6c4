"""The layers within the layer: tables, activation unit, projections, and how they start."""
