"""Writes what Spark's listener tells of each batch, a JSON object a line: real Spark has no --metrics."""
import json

from pyspark.streaming import StreamingListener


class BatchTimes(StreamingListener):
    def __init__(self, path):
        self.file = open(path, "w")

    def onBatchCompleted(self, batchCompleted):
        info = batchCompleted.batchInfo()
        told = {
            "batchTime": info.batchTime().milliseconds(),
            "numRecords": info.numRecords(),
            "schedulingDelay": info.schedulingDelay(),
            "processingDelay": info.processingDelay(),
        }
        self.file.write(json.dumps(told) + "\n")
        self.file.flush()


def watch(ssc, path):
    """:param path: where to write; "-": nowhere"""
    if path != "-":
        ssc.addStreamingListener(BatchTimes(path))
