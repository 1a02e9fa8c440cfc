"""The tour: real tickets through the three doors, shown as they go."""
