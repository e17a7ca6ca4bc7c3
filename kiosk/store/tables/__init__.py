"""Views of single tables of the store, each the only one that writes its own."""
