"""What exists: every lever, parameter, outcome, shock and dimension, declared once with unit and bounds."""
