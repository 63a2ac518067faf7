"""What `verify` writes beside its table: a page, an appendix, a file for a CI server."""
