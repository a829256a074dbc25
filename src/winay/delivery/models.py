"""The tables of delivery: what trainers bring to households, and what became of it. Each file has its own."""
