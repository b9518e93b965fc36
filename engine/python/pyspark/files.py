import os


class SparkFiles:
    """Files that were added with SparkContext.addFile."""

    _added = {}

    @classmethod
    def get(cls, filename):
        return cls._added.get(filename, os.path.join(cls.getRootDirectory(), filename))

    @classmethod
    def getRootDirectory(cls):
        return os.getcwd()
