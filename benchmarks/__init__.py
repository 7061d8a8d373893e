"""How fast is netlog, against floors and peers that are measured in the same run? `python -m benchmarks`."""
