"""Pictures of a trace, as Plotly figures."""
