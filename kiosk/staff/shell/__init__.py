"""What all pages of staff stand on, and no audience owns: who acts, the frame of a page, a refusal
said on it."""
