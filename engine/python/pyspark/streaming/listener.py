"""Listeners hear what the engine tells, with the getters that Spark's Java objects have: all of them methods."""


class StreamingListener:
    def onStreamingStarted(self, streamingStarted):
        pass

    def onReceiverStarted(self, receiverStarted):
        pass

    def onReceiverError(self, receiverError):
        pass

    def onReceiverStopped(self, receiverStopped):
        pass

    def onBatchSubmitted(self, batchSubmitted):
        pass

    def onBatchStarted(self, batchStarted):
        pass

    def onBatchCompleted(self, batchCompleted):
        pass

    def onOutputOperationStarted(self, outputOperationStarted):
        pass

    def onOutputOperationCompleted(self, outputOperationCompleted):
        pass


class _Getters:
    """An object whose methods give back what they were made with."""

    def __init__(self, **values):
        self._values = values

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._values:
            raise AttributeError(name)
        value = self._values[name]
        return lambda: value

    def __repr__(self):
        return repr(self._values)


def _time(ms):
    return _Getters(milliseconds=ms)


def _or_unset(value):
    return -1 if value is None else value


def _operation(batch_time, info):
    failure = info["failure"]
    return _Getters(
        batchTime=_time(batch_time),
        id=info["id"],
        name=info["name"],
        description=info["description"],
        startTime=_or_unset(info["startTime"]),
        endTime=_or_unset(info["endTime"]),
        failureReason=None if failure is None else failure["traceback"] or failure["message"],
    )


def _input(info):
    files = info.get("files")
    paths = None if files is None else ["file:" + path for path in files]
    # Spark's key for what people are shown.
    described = {} if paths is None else {"files": paths, "Description": "\n".join(paths)}
    return _Getters(inputStreamId=info["streamId"], numRecords=info["numRecords"], metadata=described, metadataDescription=described.get("Description"))


def _batch(info):
    inputs = {each["streamId"]: _input(each) for each in info["inputs"]}
    return _Getters(
        batchTime=_time(info["batchTime"]),
        streamIdToInputInfo=inputs,
        submissionTime=info["submissionTime"],
        processingStartTime=_or_unset(info["processingStartTime"]),
        processingEndTime=_or_unset(info["processingEndTime"]),
        schedulingDelay=_or_unset(info["schedulingDelay"]),
        processingDelay=_or_unset(info["processingDelay"]),
        totalDelay=_or_unset(info["totalDelay"]),
        numRecords=info["numRecords"],
        outputOperationInfos={each["id"]: _operation(info["batchTime"], each) for each in info["outputOperations"]},
    )


def _receiver(info):
    return _Getters(receiverInfo=_Getters(location="localhost", executorId="driver", **info))


def tell(listener, event):
    """Calls the method of a listener that an event is for."""
    kind = event["type"]
    if kind == "streamingStarted":
        listener.onStreamingStarted(_Getters(time=event["time"]))
    elif kind == "receiverState":
        info = event["info"]
        if info is not None:
            (listener.onReceiverStarted if info["active"] else listener.onReceiverStopped)(_receiver(info))
    elif kind.startswith("outputOperation"):
        operation = _Getters(outputOperationInfo=_operation(event["batchTime"], event["operation"]))
        (listener.onOutputOperationStarted if kind == "outputOperationStarted" else listener.onOutputOperationCompleted)(operation)
    else:
        batch = _Getters(batchInfo=_batch(event["info"]))
        {"batchSubmitted": listener.onBatchSubmitted, "batchStarted": listener.onBatchStarted, "batchCompleted": listener.onBatchCompleted}[kind](batch)
