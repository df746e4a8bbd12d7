"""The month, in two engines that give the same history."""
