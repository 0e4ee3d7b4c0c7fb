"""Who somebody is, what they may do, and what becomes of the things that are kept: no HTTP in here."""
