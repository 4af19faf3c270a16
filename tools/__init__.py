"""What run.py runs.

The modules are read before .venv exists: at their top they import the
standard library alone.
"""
