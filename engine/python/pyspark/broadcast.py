from pyspark.core.broadcast import Broadcast

__all__ = ["Broadcast"]
