import pickle
from datetime import datetime

from pyspark.core.rdd import RDD
from pyspark.streaming._not_saved import told_as_not_saved


class DriverFunction:
    """A function that runs in the script when a batch is made (transform) or run (foreachRDD).

    :param takes: "rdds", "time and rdds" or "list of rdds"
    :param output: it is called for its effects: what it returns is not an RDD
    """

    _last_handed = None

    def __init__(self, function, takes, sparkContext, output=False):
        self._function = function
        self._takes = takes
        self._sc = sparkContext
        self._output = output
        self._asked_for = None

    def is_asked_for(self, attribute):
        """What an operator that follows takes of each RDD: a batch for which there is none then fails, as on Spark."""
        self._asked_for = self._asked_for or attribute

    def __call__(self, time, handed):
        rdds = [each and RDD(each["rdd"], each["partitions"], self._sc) for each in handed]
        if self._takes == "list of rdds":
            made = self._function(rdds)
        elif self._takes == "rdds":
            made = self._function(*rdds)
        else:
            made = self._function(datetime.fromtimestamp(time / 1000.0), *rdds)
        # As Spark has it, also for what is called for its effects: what counts as true has to be an RDD.
        if not isinstance(made, RDD):
            if not made and self._asked_for is None:
                return None
            error = AttributeError("'%s' object has no attribute '%s'" % (type(made).__name__, self._asked_for or "_jrdd"))
            if self._asked_for is not None:
                error.add_note("The function of transform gave no RDD for this batch, and an operator follows it. Return one in every case, such as rdd.context.emptyRDD().")
            raise error
        # The RDD has to live until the engine has it.
        DriverFunction._last_handed = made
        number = made._id
        return None if self._output else number

    def saved(self):
        """:raises PicklingError: for a function that a checkpoint cannot hold, with Spark's words"""
        with told_as_not_saved(self._function):
            return self._sc._pickled((self._function, self._takes, self._output, self._asked_for))

    @classmethod
    def restored(cls, data, sparkContext):
        # Older checkpoints end with what the function is for.
        function, takes, output, *asked_for = pickle.loads(data)
        made = cls(function, takes, sparkContext, output)
        made._asked_for = asked_for[0] if asked_for else None
        return made
