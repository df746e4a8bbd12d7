"""Rows of what can be learned and of who provides it: standards, organisations, institutions, programmes, offers."""

from __future__ import annotations

import numpy as np

CREDENTIAL = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("occupation", "i8"),
        ("sector", "i8"),
        ("type", "i8"),
        ("level", "i8"),
        ("hours", "f8"),
        ("overlap", "f8"),
        ("organisation", "i8"),
        ("series", "i8"),
        ("start", "i8"),
        ("ready", "i8"),
        ("status", "i8"),
        ("programmes", "i8"),  # open programmes that teach it
    ]
)
ORGANISATION = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("region", "i8"),  # -1 when its region is not run
        ("macro", "i8"),
        ("sector_0", "i8"),
        ("sector_1", "i8"),
        ("sector_2", "i8"),
        ("in_development", "i8"),
        ("started", "i8"),
    ]
)
INSTITUTION = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("region", "i8"),
        ("place", "i8"),
        ("kind", "i8"),
        ("size", "i8"),
        ("learners", "f8"),
        ("openness_draw", "f8"),
        ("open_public", "?"),
        ("rule", "?"),
        ("planning", "i8"),  # month of the year
        ("launched", "i8"),
        ("surplus", "f8"),  # of its programmes in the last year, yuan
    ]
)
ENTERPRISE = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("region", "i8"),
        ("sector", "i8"),
        ("size", "f8"),
        ("weight", "f8"),
        ("capacity", "i8"),
        ("partners", "i8"),
        ("evaluates", "?"),
        ("satisfied", "i8"),
        ("hires", "i8"),
    ]
)
# All programmes are looked at many times a month: a short row, first in it what is asked most often, last what a yearly
# review asks.
PROGRAMME = np.dtype(
    [
        ("status", "i2"),
        ("mode", "i2"),
        ("type", "i2"),
        ("level", "i2"),
        ("kind", "i2"),
        ("size", "i2"),
        ("place", "i4"),
        ("region", "i4"),
        ("sector", "i4"),
        ("occupation", "i4"),
        ("institution", "i4"),
        ("credential", "i4"),
        ("partner", "i4"),
        ("weak", "?"),
        ("certified", "?"),
        ("listed", "?"),
        ("barred", "?"),  # a mandate's deadline has passed: no admission
        ("badge", "?"),  # shown on job sites
        ("demonstration", "?"),
        ("unsupported", "?"),  # was support for its certificate refused?
        ("enrolled", "i4"),
        ("seats", "i8"),
        ("applied_month", "i4"),  # in the certification queue since, else -1
        ("last_survey", "i4"),
        ("last_review", "i4"),
        ("last_open", "i4"),
        ("certified_month", "i4"),
        ("certified_since", "i4"),  # without a gap
        ("first_survey", "i4"),  # of the surveys that go on, -1 without
        ("last_graduate_month", "i4"),
        ("graduates", "i4"),
        ("price", "i8"),  # cents
        ("outdated", "f8"),
        ("practice", "f8"),
        ("project", "f8"),
        ("teaching", "f8"),
        ("hours", "f8"),
        ("fixed_cost", "f8"),  # yuan a year
        ("own_practice", "f8"),  # what it would have without minima
        ("own_project", "f8"),
        ("key", "i8"),
        ("number", "i8"),
        ("since", "i4"),  # month the status began
        ("opened", "i4"),
        ("year_enrolled", "i4"),
        ("year_refused", "i4"),
        ("year_peak", "i4"),
        ("last_year_enrolled", "i4"),
        ("last_year_refused", "i4"),
    ]
)
OFFER = np.dtype(
    [
        ("admits", "?"),
        ("online", "?"),
        ("open_public", "?"),  # to people outside school, too
        ("degree_linked", "?"),
        ("interest", "?"),
        ("kind", "i2"),
        ("size", "i2"),
        ("type", "i2"),
        ("region", "i4"),
        ("sector", "i4"),
        ("occupation", "i4"),
        ("credential", "i4"),
        ("series", "i4"),
        ("price", "f8"),  # yuan
        ("hours", "f8"),
        ("overlap", "f8"),
        ("quality", "f8"),  # visible quality
        ("education", "f8"),  # recognition by institutions
        ("recognition", "f8"),
        ("premium", "f8"),
        ("trust", "f8"),
        ("quality_change", "f8"),
    ]
)
# What an offer means to a class of cells.
TERMS = np.dtype(
    [
        ("weight", "f8"),  # exp of the highest utility it can have, but for what the cell adds
        ("appeal", "f8"),  # what it adds to utility at every income, with nothing of its series held
        ("money", "f8"),  # pay step less price paid, yuan
        ("worth", "f8"),  # benefit less the cost of time, monthly incomes
        ("online", "?"),
    ]
)
# The same in the order of the shelves: what decisions ask of an offer stands together.
POSTED = np.dtype(
    [
        ("appeal", "f8"),
        ("money", "f8"),
        ("online", "f8"),  # 1 or 0
    ]
)
