"""Generated halls, so that no law rests on the sample hall alone.

``generate(seed, directory)`` writes a whole content directory that passes ``kiosk check``;
``halls()`` is the hypothesis strategy over sizes, which shrinks to a hall of one window;
``made(size)`` gives a hall read back, once a run: its workers share what they read.
"""

from tests.halls.hall import Made, generate, halls, made
from tests.halls.size import Size, drawn

__all__ = ["Made", "Size", "drawn", "generate", "halls", "made"]
