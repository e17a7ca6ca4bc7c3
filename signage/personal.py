"""Numbers of persons, as people write them: what a text that others will read must not hold."""

import re

PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
"""Mobile and fixed numbers; 12366 and the emergency numbers are none."""
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
