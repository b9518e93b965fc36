"""Counts the words of one file a batch. Arguments: metrics file or -, batch interval in ms, files."""
import sys

from batch_times import watch
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

metrics, interval, files = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
sc = SparkContext(appName="word count of files")
ssc = StreamingContext(sc, interval / 1000)
watch(ssc, metrics)
lines = ssc.queueStream([sc.textFile(file, 1) for file in files])
lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).pprint()
ssc.start()
ssc.awaitTermination()
