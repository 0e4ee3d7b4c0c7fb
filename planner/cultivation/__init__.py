"""Cultivation: who stands where for a library, the list drawn up from them, and its change from last year's."""
