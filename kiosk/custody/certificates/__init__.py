"""The hall's own authority and certificate, so that it speaks https without the internet."""
