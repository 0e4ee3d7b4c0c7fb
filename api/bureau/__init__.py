"""What the bureaus do with the stored companies of their region: judge, look up, confirm, list, count; no HTTP in here."""
