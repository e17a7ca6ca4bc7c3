"""What is offered before something is raised, as data."""
