class JavaObject:
    """No object is one."""


class JavaGateway:
    def __init__(self, *_arguments, **_named):
        raise NotImplementedError("There is no Java here, so there is no gateway to it; run the script on Spark.")


def java_import(_jvm_view, _name):
    raise NotImplementedError("There is no Java here to import from; run the script on Spark.")
