"""Where differences between scores come from, and how many raters and questions it takes."""
