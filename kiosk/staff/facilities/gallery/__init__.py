"""The gallery of the hall's own screens, pages and papers, in every situation."""
