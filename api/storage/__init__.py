"""What the service keeps: the database with its migrations, encrypted fields, and the Redis-protocol server that is started where none is set."""
