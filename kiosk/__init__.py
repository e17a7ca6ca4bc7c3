"""The server: settings, content, store, board, push, pages and API."""
