"""Night workers with tasks by day, and values on the edge."""

from tests.draws._night_workers import task_values, used_by_day

enrich = used_by_day
edge = task_values
