"""The book's own extensions of Sphinx: _config.yml lists them."""
