"""The KafkaUtils of Spark 2.4, until its source is wired. Spark 3 and later have none."""


def utf8_decoder(s):
    return None if s is None else s.decode("utf-8")


class TopicAndPartition:
    def __init__(self, topic, partition):
        self._topic, self._partition = topic, partition

    def __eq__(self, other):
        return isinstance(other, TopicAndPartition) and vars(self) == vars(other)

    def __hash__(self):
        return hash((self._topic, self._partition))


class OffsetRange:
    def __init__(self, topic, partition, fromOffset, untilOffset):
        self.topic, self.partition, self.fromOffset, self.untilOffset = topic, partition, fromOffset, untilOffset


class Broker:
    def __init__(self, host, port):
        self._host, self._port = host, port


class KafkaUtils:
    @staticmethod
    def _not_yet(*_arguments, **_named):
        raise NotImplementedError("Streams of Kafka are not available here yet; run the script on Spark 2.4 with its Kafka package, or read from a socket or files instead.")

    createStream = createDirectStream = createRDD = _not_yet
