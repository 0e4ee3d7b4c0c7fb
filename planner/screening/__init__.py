"""Many companies at once: the catalogue compiled to columns, equal to the assessment of each company by itself."""
