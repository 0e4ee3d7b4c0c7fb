"""What the service keeps its state in."""
