"""Reminders of what comes up for stored companies: in the inbox always, by WeChat where it still lets us."""
