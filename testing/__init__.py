"""The product's ports in memory, one file a port: for tests, benches and evaluations.

They keep what the ports promise, and raise what they say: use cases run on them as on tables.
"""
