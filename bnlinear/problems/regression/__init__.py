"""Linear models, logistic regression, Newton's method."""
