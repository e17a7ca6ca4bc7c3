"""Scenes as pictures and pages; every picture is made here and nowhere else."""
