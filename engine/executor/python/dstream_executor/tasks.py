"""The executor's door: everything that the host calls."""
import gc
import json
import sys
from itertools import chain
from operator import index

from pyspark import accumulators
from pyspark.taskcontext import TaskContext

from .buffers import Buffers
from .counting import counts_of
from .failures import UserFailure, describe
from .functions import Functions, check
from .hashing import partitions
from .linux_errors import install as install_linux_errors
from .long_hash import install as install_long_hash
from .memory_store import MemoryStore
from .observer import Observer
from .operators import CHUNK, Evaluation, combine
from .pickling import dumps, pickled
from .prints import Prints
from .table_rows import table_row

class KeptBuckets:
    """Shuffle buckets that stay in this executor, pickled."""

    def __init__(self, store):
        self._store = store

    def put(self, shuffle_id, map_id, buckets):
        for reduce_id, bucket in enumerate(buckets):
            self._store.put(("bucket", shuffle_id, map_id, reduce_id), bucket)

    def get(self, shuffle_id, map_id, reduce_id):
        bucket = self._store.get(("bucket", shuffle_id, map_id, reduce_id))
        if bucket is None:
            raise LookupError("Bucket %d of map task %d of shuffle %d is not in this executor." % (reduce_id, map_id, shuffle_id))
        return bucket

    def forget(self, shuffle_ids):
        self._store.forget("bucket", shuffle_ids)


class Blocks:
    """Partitions of persisted RDDs, as operators._stored keeps them."""

    def __init__(self, store):
        self._store = store

    def put(self, key, data):
        self._store.put(("partition", *key, 0), data)

    def get(self, key):
        return self._store.get(("partition", *key, 0))

    def forget(self, rdds):
        self._store.forget("partition", rdds)


class Executor:
    def __init__(self):
        self._functions = Functions()
        self._filenames = {}
        # One function of each file, for what is printed there.
        self._in_file = {}
        self._store = MemoryStore()
        self._kept = KeptBuckets(self._store)
        self._blocks = Blocks(self._store)
        self.hash_strings = None
        self.count_words = None

    def redirect_prints(self, told):
        """:param told: gets stream, text, and the function's id and line or None"""
        sys.stdout = Prints("stdout", sys.stdout, self._in_file.get, told)
        sys.stderr = Prints("stderr", sys.stderr, self._in_file.get, told)

    def define(self, description, function):
        """:param function: the bytes of a function of kind pickle, else None"""
        try:
            self._define(description, function)
        except KeyboardInterrupt:
            # The task is interrupted; the function is known to be here, and other tasks need it.
            self._define(description, function)

    def _define(self, description, function):
        definition = json.loads(description)
        form = definition["form"]
        if form["kind"] == "pickle":
            form = {**form, "bytes": function.to_bytes()}
        bound = form["kind"] == "builtin" and form.get("functions")
        filename = self._filenames[bound[0]] if bound else filename_of(definition)
        self._filenames[definition["id"]] = filename
        self._in_file[filename] = definition["id"]
        self._functions.define(definition["id"], form, filename)

    def value(self, number):
        """What a broadcast variable holds."""
        return self._functions.value(number)

    def forget(self, shuffles, functions, blocks):
        self._kept.forget(json.loads(shuffles))
        self._blocks.forget(json.loads(blocks))
        gone = json.loads(functions)
        self._functions.forget(gone)
        for function_id in gone:
            self._filenames.pop(function_id, None)

    def overflow(self, limit):
        return self._store.overflow(limit)

    def clear(self):
        self._store.clear()

    def restore(self, key, data):
        self._store.put(tuple(key), data.to_bytes())

    def check(self, description):
        definition = json.loads(description)
        form = definition["form"]
        return json.dumps(check(form["text"], filename_of(definition), form["prelude"]))

    def run(self, description, buffers):
        """Runs one task.

        :returns: the result as JSON (core/task's TaskResult without its outputs), and the outputs
        """
        try:
            return self._run(json.loads(description), buffers)
        except KeyboardInterrupt as interrupt:
            # It came when the user's code was done, or while its failure was described.
            return json.dumps({"ok": False, "error": describe(interrupt, self._filenames.get), "observed": [], "samples": "[]"}), []

    def _run(self, task, buffers):
        sink = task["sink"]
        observer = Observer(task["observe"], self._functions.value)
        limited = sink["kind"] == "collect" and sink["limit"] is not None
        to = Evaluation(
            self._functions,
            Buffers(buffers, self.count_words),
            self._kept,
            self._blocks,
            1 if limited else CHUNK,
            observer,
        )
        outputs = []
        accumulators.begin_task()
        self._functions.begin_task()
        TaskContext._taskContext = TaskContext(task["partition"], task["stageId"], task["taskId"], task["attempt"])
        try:
            records, outputs = self._finish(sink, task["plan"], to)
            outputs, told = _with_extras(outputs, to.stored, accumulators.task_updates())
            result = {"ok": True, "records": records, **told}
        except BaseException as error:
            result = {"ok": False, "error": describe(error, self._filenames.get)}
        sys.stdout.flush()
        sys.stderr.flush()
        result["observed"] = observer.counts()
        result["kept"] = self._store.bytes
        result["samples"] = json.dumps(observer.samples())
        return json.dumps(result), outputs

    def _finish(self, sink, plan, to):
        kind, rdd = sink["kind"], plan["rdd"]
        if kind == "shuffleWrite":
            return self._shuffle_write(sink, plan, to)
        if kind == "collect" and sink["form"] == "serialized" and sink["limit"] is None:
            return _serialized(plan, to)
        chunks = to.evaluate(plan)
        if kind == "drain":
            return sum(map(len, chunks)), []
        records = _taken(chunks, sink["limit"])
        if sink["form"] == "serialized":
            return len(records), [pickled(records, rdd)]
        show = str if sink["form"] == "text" else table_row
        shown = []
        for record in records:
            try:
                shown.append(show(record))
            except Exception as error:
                raise UserFailure(error, None, rdd, (record,)) from None
        return len(records), [json.dumps(shown).encode("ascii")]

    def _shuffle_write(self, sink, plan, to):
        aggregator, partitioner, rdd = sink["aggregator"], sink["partitioner"], plan["rdd"]
        if aggregator is None:
            records = list(chain.from_iterable(to.evaluate(plan)))
        else:
            combined = counts_of(plan, aggregator, to)
            if combined is None:
                combined = combine(to.evaluate(plan), aggregator, False, rdd, to)
            records = list(combined.items())
        buckets = [[] for _ in range(partitioner["numPartitions"])]
        if len(buckets) == 1 and partitioner["partitionFunc"] is None:
            buckets[0] = records
        else:
            for record, partition in zip(records, self._partitions(records, partitioner, rdd, to)):
                buckets[partition].append(record)
        outputs = [pickled(bucket, rdd) if bucket else b"" for bucket in buckets]
        if sink["keep"]:
            self._kept.put(sink["shuffleId"], sink["mapId"], outputs)
            outputs = []
        return len(records), outputs

    def _partitions(self, records, partitioner, rdd, to):
        function_id = partitioner["partitionFunc"]
        count = partitioner["numPartitions"]
        current = iter(records)
        try:
            if function_id is not None:
                f = to.function(function_id)
                return [index(f(key) % count) for key, _ in current]
            return partitions([key for key, _ in current], count, self.hash_strings)
        except UserFailure:
            raise
        except BaseException as error:
            at = len(records) - current.__length_hint__() - 1
            raise UserFailure(error, function_id, rdd, (records[at],) if 0 <= at < len(records) else None) from None


def _with_extras(outputs, stored, updates):
    """Puts the bytes of stored partitions and accumulators behind the outputs, and says where."""
    all_bytes = list(outputs)
    blocks = []
    for rdd, partition, data in stored:
        blocks.append({"rdd": rdd, "partition": partition, "at": None if data is None else len(all_bytes)})
        if data is not None:
            all_bytes.append(data)
    accumulated = None
    if updates:
        accumulated = len(all_bytes)
        all_bytes.append(dumps(updates))
    return all_bytes, {"outputs": len(outputs), "blocks": blocks, "accumulators": accumulated}


def _serialized(plan, to):
    """All records of a plan; live state, which a checkpoint saves every now and then, as it says itself."""
    state = to.stored_state(plan)
    if state is None:
        records = list(chain.from_iterable(to.evaluate(plan)))
        return len(records), [pickled(records, plan["rdd"])]
    to.observer.see(plan["rdd"], len(state), state.pairs())
    return len(state), [state.saved()]


def _taken(chunks, limit):
    if limit is None:
        return list(chain.from_iterable(chunks))
    records = []
    if limit > 0:
        for chunk in chunks:
            records.extend(chunk)
            if len(records) >= limit:
                break
    return records


def filename_of(definition):
    """What a traceback calls the place of a function."""
    place = definition["place"]
    if place.get("nodeId") is not None:
        return "<%s of %s>" % (place.get("param", "function"), place["nodeId"])
    return place.get("file") or "<function %s>" % definition["id"]


# Python looks for garbage cycles after every 2,000 new objects: a list of records that go through an operator together
# would set that off each time, and with it a walk over all that is kept here.
gc.set_threshold(50_000)
install_linux_errors()
install_long_hash()
executor = Executor()
