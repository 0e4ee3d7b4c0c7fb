"""The kinds of jobs, in one place: what to do for each."""

from api.jobs.carrying_out import Kinds
from api.jobs.cultivation import run_cultivation
from api.jobs.daily import KIND as DAILY
from api.jobs.daily import run_daily
from api.jobs.importing import run_import
from api.jobs.judging import run_judging
from api.jobs.screening import run_screening

KINDS: Kinds = {"import": run_import, "screening": run_screening, "cultivation": run_cultivation, "judging": run_judging, DAILY: run_daily}
