"""Migrations of the database, run by `tidu db upgrade`."""
