"""A Dask cluster by its address: the map that `workers=` takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bnlinear.checks import ArgumentError

#: How long a scheduler may take to answer.
TIMEOUT = "10s"


@contextmanager
def cluster(address: str | None) -> Iterator[Any]:
    """The map of the cluster whose scheduler has this address, or None without one.

    Raises
    ------
    ArgumentError
        If Dask is not installed, or nobody answers there.
    """
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise ArgumentError("scheduler", address, "dask is not installed",
                            "pip install 'dask[distributed]'") from error
    connect: Any = Client  # distributed has no annotations
    try:
        client = connect(address, timeout=TIMEOUT)
    except (OSError, ValueError) as error:  # a TimeoutError is an OSError
        raise ArgumentError("scheduler", address, "no scheduler answers there",
                            "start one with `dask scheduler`, and give the address that it prints"
                            ) from error
    with client:
        yield client.get_executor().map
