"""Long work: jobs that the database remembers and a worker carries out, one after the other, however often it is killed."""
