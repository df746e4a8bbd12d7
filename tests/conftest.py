"""The whole suite where nothing is compiled yet: two workers share the compiling instead of doing all of it twice."""

from __future__ import annotations

import pytest

WHOLE_SUITE = 1000


def pytest_collection_finish(session: pytest.Session) -> None:
    """Compile ahead, each worker from its end of the month; a few tests compile only what they need."""
    worker = getattr(session.config, "workerinput", {}).get("workerid")
    if worker not in ("gw0", "gw1") or len(session.items) < WHOLE_SUITE:
        return
    from microcred.base.compile import must_compile

    if must_compile():
        from microcred.engine.columns.ahead import compile_stages

        compile_stages(backwards=worker == "gw1")
