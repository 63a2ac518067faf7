"""What checks the kernel from outside: by numbers, by mutants, by another solver."""
