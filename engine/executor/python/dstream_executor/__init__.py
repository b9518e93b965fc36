"""What an executor runs inside the Python interpreter: tasks, their operators, functions and errors."""
