"""Rows of people: blocks, and of whoever was admitted the record, the working life and the credentials held."""

from __future__ import annotations

import numpy as np

BLOCK = np.dtype(
    [
        ("hazard", "f8"),
        ("key", "u4"),
        ("cohort", "i4"),
        ("size", "i4"),
        ("aware", "i4"),
        ("holders", "i4"),
        ("place", "i2"),
        ("segment", "i1"),
        ("left", "?"),
    ]
)
PERSON = np.dtype(
    [
        ("block", "i4"),
        ("rank", "i4"),
        ("programme", "i4"),
        ("since", "i4"),
        ("finish", "i4"),
        ("last_held", "i4"),
        ("career", "i4"),  # row of the career, -1 for whoever never passed an exam that counts for work
        ("credentials", "i2"),
        ("stage", "i1"),
        ("fifth", "i1"),  # `Fifth` of the income, for observers
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
        ("hired", "i4"),
        ("passed", "i4"),
        ("slot", "i4"),  # where hiring finds whoever seeks a job, and observers whoever has one; else -1
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
        ("support", "f8"),  # learner support that was paid for when the study began
        ("ability", "f8"),  # in standard deviations, from the end of study on
        ("person", "i4"),
        ("block", "i4"),
        ("rank", "i4"),
        ("programme", "i4"),
        ("finish", "i4"),  # month in which the study ends; from then on the wait for an exam
        ("fifth", "i2"),
        ("fragmented", "i2"),  # 1 if fragmented study was paid for when the study began
    ]
)
# Whoever seeks a job: what hiring asks of all of them every month. A vacant row is in no market.
SEEKER = np.dtype(
    [
        ("alignment", "f8"),
        ("career", "i4"),
        ("block", "i4"),
        ("rank", "i4"),
        ("programme", "i4"),
        ("passed", "i4"),
        ("market", "i4"),  # region and occupation
        ("slot", "i4"),  # where observers find whoever left a job this month, else -1; of a vacant row, the next one
        ("place", "i2"),
        ("occupation", "i2"),
        ("level", "i2"),
        ("class_", "i1"),
        ("fifth", "i1"),
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
