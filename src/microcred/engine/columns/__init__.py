"""The compiled engine: the rules over tables, a file per group of stages."""
