"""Charts of trends, figures and timelines: one drawing, written as SVG or PNG."""
