"""Code that integration tests, unit tests and benchmarks share."""
