"""Many runs as one question: a design, its execution on any number of processes, and a store that survives anything."""
