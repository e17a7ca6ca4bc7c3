"""``python -m kiosk.clerk``."""

from kiosk.clerk import main

main()
