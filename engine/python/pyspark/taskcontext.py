class TaskContext:
    """About the task that runs. In the driver there is none."""

    _taskContext = None

    def __init__(self, partition, stage, task, attempt):
        self._partition = partition
        self._stage = stage
        self._task = task
        self._attempt = attempt

    @classmethod
    def get(cls):
        return cls._taskContext

    def partitionId(self):
        return self._partition

    def stageId(self):
        return self._stage

    def attemptNumber(self):
        return self._attempt

    def taskAttemptId(self):
        return self._task

    def getLocalProperty(self, key):
        return None

    def cpus(self):
        return 1

    def resources(self):
        return {}


class BarrierTaskContext(TaskContext):
    @classmethod
    def get(cls):
        raise NotImplementedError("Barrier stages are not available here; run the script on Spark.")
