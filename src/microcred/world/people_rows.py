"""Rows of people: blocks, and of whoever was admitted the record, the working life and the credentials held."""

from __future__ import annotations

import numpy as np

BLOCK = np.dtype(
    [
        ("place", "i8"),
        ("segment", "i8"),
        ("key", "i8"),
        ("cohort", "i8"),
        ("size", "i8"),
        ("hazard", "f8"),
        ("aware", "i8"),
        ("holders", "i8"),
        ("left", "?"),
    ]
)
PERSON = np.dtype(
    [
        ("support", "f8"),  # learner support that was paid for when the study began
        ("block", "i4"),
        ("rank", "i4"),
        ("stage", "i4"),
        ("fragmented", "i2"),  # 1 if fragmented study was paid for when the study began
        ("fifth", "i2"),  # `Fifth` of the income, for observers
        ("credentials", "i4"),
        ("programme", "i4"),
        ("since", "i4"),
        ("finish", "i4"),
        ("last_held", "i4"),
        ("career", "i4"),  # row of the career, -1 for whoever never passed an exam that counts for work
    ]
)
# The working life of whoever passed: people who have one are few, and are looked at every month.
CAREER = np.dtype(
    [
        ("alignment", "f8"),
        ("person", "i4"),
        ("block", "i4"),
        ("rank", "i4"),
        ("programme", "i4"),  # that taught the credential that counts
        ("passed", "i4"),
        ("hired", "i4"),
        ("place", "i2"),
        ("occupation", "i2"),
        ("level", "i2"),
        ("job", "i1"),
        ("class_", "i1"),
    ]
)
# Whoever waits for admission, and whoever studies or waits for an exam: what the stages ask of all of them every month,
# so that the records, which lie scattered, are only opened where something happens.
APPLICANT = np.dtype(
    [
        ("person", "i4"),  # -1 for whoever never was admitted
        ("block", "i4"),
        ("rank", "i4"),
        ("programme", "i4"),
        ("fifth", "i4"),
    ]
)
LEARNER = np.dtype(
    [
        ("ability", "f8"),  # in standard deviations, from the end of study on
        ("person", "i4"),
        ("block", "i4"),
        ("rank", "i4"),
        ("stage", "i4"),
        ("since", "i4"),
        ("finish", "i4"),
    ]
)
# What a person owes of prices that were advanced; nobody has a row who never took a loan.
LOAN = np.dtype([("owed", "i8"), ("person", "i8")])  # cents
HELD = np.dtype(
    [
        ("previous", "i4"),
        ("programme", "i4"),
        ("series", "i2"),
        ("class_", "i1"),
    ]
)
