"""Counts the words that a TCP server sends. Arguments: metrics file or -, port, batch interval in ms."""
import sys

from batch_times import watch
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

metrics, port, interval = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sc = SparkContext(appName="word count")
ssc = StreamingContext(sc, interval / 1000)
watch(ssc, metrics)
lines = ssc.socketTextStream("127.0.0.1", port)
lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).pprint()
ssc.start()
ssc.awaitTermination()
