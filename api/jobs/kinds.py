"""The kinds of jobs, in one place: what to do for each."""

from api.jobs.carrying_out import Kinds
from api.jobs.cultivation import run_cultivation
from api.jobs.importing import run_import
from api.jobs.screening import run_screening

KINDS: Kinds = {"import": run_import, "screening": run_screening, "cultivation": run_cultivation}
