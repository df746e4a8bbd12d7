"""The equations of the model: pure compiled functions of scalars, one file per subject."""
