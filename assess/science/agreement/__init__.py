"""How far raters agree: kappas, Krippendorff's alpha, concordance, agreement within a panel."""
