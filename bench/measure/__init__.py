"""What the benchmarks share: a server that tells its times, and presses that are watched."""
