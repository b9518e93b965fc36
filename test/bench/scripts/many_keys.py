"""updateStateByKey: one batch with all keys, then batches of 1,000 records. Arguments: metrics file or -, checkpoint directory, keys."""
import sys

from batch_times import watch
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

RECORDS = 1000
metrics, checkpoint, keys = sys.argv[1], sys.argv[2], int(sys.argv[3])
sc = SparkContext(appName="many keys")
ssc = StreamingContext(sc, 1)
ssc.checkpoint(checkpoint)
watch(ssc, metrics)
everything = sc.parallelize(range(2), 2).flatMap(lambda half: (("key%d" % key, 1) for key in range(half, keys, 2)))
some = [sc.parallelize([("key%d" % (7919 * (batch * RECORDS + i) % keys), 1) for i in range(RECORDS)], 2) for batch in range(30)]
counts = ssc.queueStream([everything] + some).updateStateByKey(lambda new, count: sum(new) + (count or 0))
counts.count().pprint()
ssc.start()
ssc.awaitTermination()
