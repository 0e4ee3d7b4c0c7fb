"""One module for each resource; views of a few lines."""
