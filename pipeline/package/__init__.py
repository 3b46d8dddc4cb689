"""Write a frozen, citable folder for research."""
