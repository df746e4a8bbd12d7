"""Runs: in this process or in watched worker processes; what makes two runs the same; what outlives a cut-off."""
