"""Benchmarks, run by hand and not by the tests."""
