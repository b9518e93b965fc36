"""reduceByKeyAndWindow with an inverse function. Arguments: metrics file or -, checkpoint directory, batches a window, keys, batch interval in ms."""
import sys

from batch_times import watch
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

metrics, checkpoint = sys.argv[1], sys.argv[2]
window, keys, interval = map(int, sys.argv[3:6])
sc = SparkContext(appName="inverse window")
ssc = StreamingContext(sc, interval / 1000)
ssc.checkpoint(checkpoint)
watch(ssc, metrics)
batch = sc.parallelize([("key%d" % key, 1) for key in range(keys)], 2)
counts = ssc.queueStream([], default=batch).reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, window * interval / 1000, interval / 1000)
counts.count().pprint()
ssc.start()
ssc.awaitTermination()
