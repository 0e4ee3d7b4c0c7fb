"""What the service keeps: the database, its migrations, encrypted fields; and a Redis-protocol server where none is set."""
