"""The tour: real tickets through the three channels, shown as they go."""
