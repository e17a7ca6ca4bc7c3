"""Whether anybody of the hall can come when a visitor calls."""

from signage.availability.world import World


def staffed(world: World) -> bool:
    """While the hall or one of its windows is open; a zone that is always open has machines, and
    nobody."""
    return world.opening.open or any(window.open for window in world.windows.values())
