"""The bar of every page of staff, kinds as tiles, and the hall as live tiles with their acts."""
