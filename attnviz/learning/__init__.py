"""From a click log to weights, and what is measured of them."""
