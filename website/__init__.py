"""What makes the website out of the notebooks."""
