"""The state: one table per agent kind; building a world from a scenario and a seed."""
