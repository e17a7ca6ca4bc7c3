"""Ways proposed for what is drawn of a storey; a person corrects them by hand."""
