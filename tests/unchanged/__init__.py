"""Whether everything that a hall shows is the same before and after a change of the code.

``python -m tests.unchanged record FOLDER [--repo CHECKOUT]`` plays sixty situations in three served
halls and keeps every answer; ``python -m tests.unchanged compare A B`` says which differ, and ends
with 1 where any does. The product is met over its command line and HTTP alone, so one script
records any commit, whatever its modules are called.
"""
