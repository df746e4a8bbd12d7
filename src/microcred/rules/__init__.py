"""The equations of the model: pure compiled functions of scalars, one file per subject.

"model.md" is the design that the rules were built from; the sections of docs/odd.md bear the same numbers and say what
is built; "definitions.md" is its list of levers and outcomes (here docs/levers.md, docs/outcomes.md). "Source paper" is
the study whose numbers stand in scenarios/systems/cn/facts.toml.
"""
