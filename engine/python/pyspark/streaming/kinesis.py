"""pyspark.streaming.kinesis, until its source is wired."""


def utf8_decoder(s):
    return None if s is None else s.decode("utf-8")


class InitialPositionInStream:
    LATEST, TRIM_HORIZON = 0, 1


class MetricsLevel:
    DETAILED, SUMMARY, NONE = 0, 1, 2


class KinesisUtils:
    @staticmethod
    def createStream(ssc, kinesisAppName, streamName, *_arguments, **_named):
        raise NotImplementedError("Streams of Kinesis (%s) are not available here yet; run the script on Spark, or read from a socket or files instead." % streamName)
