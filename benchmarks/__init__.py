"""Speed measured against peers in the same run: ``python -m benchmarks`` prints the ratios (docs/benchmarks.md)."""
