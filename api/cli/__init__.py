"""The command line. Answers go to stdout, messages to stderr; exit status 0 answered, 1 bad input, 2 wrong usage."""

import click

from api.cli import catalogue, company, cultivation, screening, serve, stores, tables, worker
from api.cli.shared import Tidu


@click.group(cls=Tidu, help="梯度：企业可以申报哪些荣誉、申领哪些资金，还差什么，怎样最快升级。")
def main() -> None:
    """Group the commands."""


for command in (
    catalogue.programmes_command,
    catalogue.check_command,
    catalogue.diff_command,
    company.assess_command,
    company.plan_command,
    company.awards_command,
    company.ask_command,
    company.unlock_command,
    company.calendar_command,
    screening.screen_command,
    cultivation.cultivate_command,
    cultivation.quota_command,
    tables.template_command,
    tables.form_command,
    serve.serve_command,
    worker.worker_command,
    stores.db_command,
    stores.remind_command,
    stores.staff_command,
):
    main.add_command(command)
