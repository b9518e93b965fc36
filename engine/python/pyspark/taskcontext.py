class TaskContext:
    """About the task that runs. Outside of a task there is none."""

    @classmethod
    def get(cls):
        return None
