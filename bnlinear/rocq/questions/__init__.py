"""What the kernel asks z3, answered for Rocq by certificates that are found outside."""
