"""What the shell is told; 130 and 143 are said where signals are answered."""

OK = 0
NOT_OK = 1
WRONG_INPUT = 2
