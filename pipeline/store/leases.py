"""Who reads which document: leases with an end, runs that show that they live, and what need not be read again.

In: a connection of `pipeline.store.database` whose caller is the only writer, the moment in seconds since 1970; out: rows of
``leases`` and ``runs``. A lease belongs to a run and counts until it expires or its run is over; a run that is killed is over as
soon as its process is known to be gone (on its own computer), or when it has shown no life for the time of a lease (elsewhere).
Method: own, after Gray and Cheriton, Leases (SOSP 1989).
"""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from pipeline.store.schema import LeaseRow, LedgerRow, ProductRow, RunRow
from pipeline.store.values import Claim, Known

LEASE_S = 120.0
"""How long a run's leases count without a sign of life; a run gives one four times as often."""

_ASKED = 500


def claim(connection: Connection, run_id: int, sums: Sequence[str], moment: float, *, again: bool = False) -> Claim:
    """Lease the documents that are neither known nor leased to a living run; ``again`` takes none for known by earlier runs."""
    mark_crashed(connection, moment)
    run = connection.execute(select(RunRow.__table__).where(RunRow.id == run_id)).one()
    known = _known(connection, run, sums, since=run_id if again else None)
    open_ = [one for one in dict.fromkeys(sums) if one not in known]
    held: dict[str, Row[Any]] = {}
    for part in _parts(open_):
        rows = connection.execute(
            select(LeaseRow.sha256, LeaseRow.run_id, LeaseRow.expires, RunRow.state)
            .join(RunRow, RunRow.id == LeaseRow.run_id)
            .where(LeaseRow.sha256.in_(part), LeaseRow.version == run.version, LeaseRow.configuration == run.configuration)
        )
        held |= {row.sha256: row for row in rows}
    busy = {s for s, r in held.items() if r.run_id != run_id and r.state == "running" and r.expires > moment}
    mine = [one for one in open_ if one not in busy]
    for part in _parts([one for one in mine if one in held]):
        connection.execute(
            delete(LeaseRow).where(
                LeaseRow.sha256.in_(part), LeaseRow.version == run.version, LeaseRow.configuration == run.configuration
            )
        )
    if mine:
        lease = {
            "version": run.version,
            "configuration": run.configuration,
            "run_id": run_id,
            "expires": moment + LEASE_S,
        }
        connection.execute(insert(LeaseRow), [{"sha256": one, **lease} for one in mine])
    return Claim(known, frozenset(mine), frozenset(busy))


def release(connection: Connection, run_id: int, sums: Collection[str] | None = None) -> None:
    """Give up a run's leases: those of ``sums``, or all."""
    if sums is None:
        connection.execute(delete(LeaseRow).where(LeaseRow.run_id == run_id))
        return
    for part in _parts(list(sums)):
        connection.execute(delete(LeaseRow).where(LeaseRow.run_id == run_id, LeaseRow.sha256.in_(part)))


def beat(connection: Connection, run_id: int, moment: float) -> None:
    """Show that a run lives: its leases count for another `LEASE_S`; one taken for crashed is running again."""
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(heartbeat=moment))
    connection.execute(update(RunRow).where(RunRow.id == run_id, RunRow.state == "crashed").values(state="running"))
    connection.execute(update(LeaseRow).where(LeaseRow.run_id == run_id).values(expires=moment + LEASE_S))


def mark_crashed(connection: Connection, moment: float) -> list[int]:
    """Mark the runs that are over without having said so as crashed; return their numbers."""
    lost = over(connection, moment)
    if lost:
        connection.execute(update(RunRow).where(RunRow.id.in_(lost)).values(state="crashed"))
        connection.execute(delete(LeaseRow).where(LeaseRow.run_id.in_(lost)))
    return lost


def over(connection: Connection, moment: float) -> list[int]:
    """Return the runs that are over without having said so, and are not marked yet: nothing is written."""
    rows = connection.execute(
        select(RunRow.id, RunRow.process, RunRow.host, RunRow.heartbeat).where(RunRow.state == "running")
    ).all()
    here = platform.node()
    return [
        row.id
        for row in rows
        if (row.host == here and not _alive(row.process)) or (row.heartbeat is not None and row.heartbeat + LEASE_S <= moment)
    ]


def _known(connection: Connection, run: Row[Any], sums: Sequence[str], since: int | None) -> Mapping[str, Known]:
    """Return what runs of the same version and configuration came to: an extraction if any could, else a lasting failure.

    A failure counts where the limits were the same too: a file that was too slow may pass with more time. An extraction counts
    with its product alone, which the oldest stores do not have.
    """
    out: dict[str, Known] = {}
    for part in _parts(list(dict.fromkeys(sums))):
        asked = (
            select(
                LedgerRow.sha256,
                LedgerRow.extraction_id,
                LedgerRow.stage,
                LedgerRow.error,
                LedgerRow.passing,
                RunRow.limits,
                ProductRow.extraction_id.label("product"),
            )
            .join(RunRow, RunRow.id == LedgerRow.run_id)
            .outerjoin(ProductRow, ProductRow.extraction_id == LedgerRow.extraction_id)
            .where(LedgerRow.sha256.in_(part), RunRow.version == run.version, RunRow.configuration == run.configuration)
            .order_by(LedgerRow.id)
        )
        for row in connection.execute(asked if since is None else asked.where(LedgerRow.run_id == since)):
            if row.product is not None:
                out[row.sha256] = Known(row.sha256, row.extraction_id, row.stage, row.error)
            elif row.extraction_id is not None or row.passing or row.limits != run.limits or row.error is None:
                continue
            elif row.sha256 not in out or out[row.sha256].extraction_id is None:
                out[row.sha256] = Known(row.sha256, None, row.stage, row.error)
    return out


def _parts(sums: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(sums), _ASKED):
        yield sums[start : start + _ASKED]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
