"""Records that a person wrote, or that were shown: texts, each an expression."""
import collections
import datetime
import sys
from decimal import Decimal
from fractions import Fraction


def read(text, own):
    """The record of a text. It may name what `repr` writes of the usual types, and what the program itself defines."""
    from pyspark.resultiterable import ResultIterable

    usual = {"datetime": datetime, "Decimal": Decimal, "Fraction": Fraction, "ResultIterable": ResultIterable, "nan": float("nan"), "inf": float("inf")}
    return eval(text, {**vars(collections), **usual, **own})


def rdd_of(context, partitions):
    """
    An RDD of records, in the names of the script that runs.

    :param partitions: the texts of each
    :returns: the RDD, and partition, place and reason of each text that is no record
    """
    from pyspark.core.rdd import RDD

    own = vars(sys.modules["__main__"])
    unread, slices = [], []
    for partition, texts in enumerate(partitions):
        slices.append([])
        for place, text in enumerate(texts):
            try:
                slices[-1].append(read(text, own))
            except Exception as error:
                unread.append([partition, place, "%s: %s" % (type(error).__name__, error)])
    return RDD._made("rdd.parallelize", {}, context, [context._pickled(records) for records in slices]), unread
