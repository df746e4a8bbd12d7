"""The readable engine: one object per agent, the same rules and the same chance, a file per kind of agent."""
