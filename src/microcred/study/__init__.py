"""Studies: many runs by design, carried out and stored."""
