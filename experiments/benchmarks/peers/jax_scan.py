"""JAX: one jitted `lax.scan` over the months, compiled ahead for the population's size, 32-bit numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from experiments.benchmarks.small_model import BOUND, DECIDES, EXTERNAL, MONTHS, PEER, SPREAD, Curves

PACKAGES = ("jax", "jaxlib")


@dataclass
class Country:
    """The compiled months, the learners' probabilities to adopt in a month, and the key of chance."""

    months: Any
    adopts: Any
    key: Any


@partial(jax.jit, static_argnums=1)
def adoption_chances(key: Any, learners: int, constant: float) -> Any:
    """Probability of every learner to adopt in a month in which aware."""
    trait = jnp.clip(jax.random.normal(key, (learners,)), -BOUND, BOUND)
    return DECIDES * jax.nn.sigmoid(constant + SPREAD * trait)


def all_months(key: Any, adopts: Any) -> Any:
    """Aware and adopted after every month."""
    learners = adopts.shape[0]

    def month(state: Any, key: Any) -> Any:
        aware, adopted = state
        share = jnp.sum(aware, dtype=jnp.int32) / learners
        chance = -jnp.expm1(-(EXTERNAL + PEER * share) / 12.0)
        draw = jax.random.uniform(key, (learners,))
        adopted = adopted | (aware & (draw < adopts))
        aware = aware | (draw < chance)
        return (aware, adopted), (jnp.sum(aware, dtype=jnp.int32), jnp.sum(adopted, dtype=jnp.int32))

    nobody = jnp.zeros(learners, dtype=bool)
    _, counts = jax.lax.scan(month, (nobody, nobody), jax.random.split(key, MONTHS))
    return counts


def build(learners: int, constant: float, seed: int, threads: int) -> Country:
    """The country with nobody aware, and its months compiled."""
    del threads
    first, second = jax.random.split(jax.random.key(seed))
    adopts = adoption_chances(first, learners, constant).block_until_ready()
    return Country(jax.jit(all_months).lower(second, adopts).compile(), adopts, second)


def run(country: Country) -> Curves:
    """All months."""
    aware, adopted = country.months(country.key, country.adopts)
    return Curves(np.asarray(aware, dtype=np.int64), np.asarray(adopted, dtype=np.int64))
