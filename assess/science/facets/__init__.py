"""Many-facet Rasch measurement: ratings as candidates, raters and competencies made them."""
