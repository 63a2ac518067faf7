"""Progress adds up over tasks; a sweep that was given up ends its tasks."""

import pytest

from bnlinear.sweeps.running.watch import Cancelled, Overseer, ReportingWatch


def test_parts_of_tasks_under_way_are_added():
    reports = []
    overseer = Overseer(1, 10, lambda done, total: reports.append((done, total)))
    overseer.watch(1).tick(0.5)
    overseer.watch(4).tick(1.5)
    overseer.report()
    overseer.finish(4, 3)
    overseer.report()
    assert reports == [(1, 10), (3.0, 10), (4.5, 10)]


def test_reports_in_mid_task_are_not_too_many():
    reports = []
    overseer = Overseer(0, 10, lambda done, total: reports.append(done))
    for k in range(100):
        ReportingWatch(overseer, 0).tick(k / 100)
    assert len(reports) < 5  # 0.1 s between two


def test_a_task_ends_once_the_sweep_was_given_up():
    overseer = Overseer(0, 10, None)
    overseer.stop()
    with pytest.raises(Cancelled):
        overseer.watch(0).tick(0.1)
