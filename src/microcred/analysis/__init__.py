"""What finished runs say when they are compared, conditioned and checked against facts."""
