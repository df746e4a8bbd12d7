"""What belongs to the whole country and is not a parameter."""

from __future__ import annotations

from builder.people import provinces
from builder.sectors import CERTIFICATES
from builder.tables import read_table

# Months of age at 2025-01: batches of April and September 2019, January 2020, December 2020 to 2021.
AGES = (("1", 69, 69), ("2", 64, 64), ("3", 60, 60), ("4", 37, 49))
LABELS = {"east": "East", "central": "Central", "west": "West", "northeast": "Northeast"}


def system_text() -> str:
    """Return system.toml."""
    people = sum(province.working_age for province in provinces())
    lines = [
        'name = "cn"',
        'title = "China"',
        'currency = "yuan"',
        'reference_month = "2025-01"',
        f'population_note = "{people:,} people of working age: 7th census (2020), residents aged 15-59"',
        "",
        "[macro_regions]",
        *(f'{code} = "{label}"' for code, label in LABELS.items()),
    ]
    for share, low, high, note in certificate_ages():
        lines += ["", f"[[certificate_ages]]  # {note}", f"share = {share}", f"low = {low}", f"high = {high}"]
    return "\n".join(lines) + "\n"


def certificate_ages() -> list[tuple[float, int, int, str]]:
    """Return shares of the certificates in force by age; the last batch is what the others leave of 447."""
    counts = {}
    for row in read_table("raw", "adoption_series.csv"):
        if row["system"] == "CN" and row["metric"].startswith("1+X certificates added, batch "):
            counts[row["metric"].split("batch ")[1][0]] = int(float(row["value"]))
    counts["4"] = CERTIFICATES - counts["1"] - counts["2"] - counts["3"]
    shares = {batch: round(count / CERTIFICATES, 6) for batch, count in counts.items()}
    shares["4"] = round(1 - shares["1"] - shares["2"] - shares["3"], 6)
    return [
        (shares[batch], low, high, f"batch {batch}: {counts[batch]} of {CERTIFICATES}") for batch, low, high in AGES
    ]
