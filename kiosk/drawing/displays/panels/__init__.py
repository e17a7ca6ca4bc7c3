"""Signs on e-paper and LED panels, which fetch a picture."""
