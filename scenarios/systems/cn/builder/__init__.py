"""The parts of the build of the Chinese data pack, one module per subject."""
