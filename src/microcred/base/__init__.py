"""The ground floor: months, money, counter-based chance and errors that name file, line and key."""
