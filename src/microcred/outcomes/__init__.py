"""From the months' counts to the outcomes of definitions.md."""
