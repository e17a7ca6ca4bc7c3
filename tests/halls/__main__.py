"""``python -m tests.halls``: write the shipped halls anew, after the generator has changed."""

from tests.halls.shipped import main

main()
