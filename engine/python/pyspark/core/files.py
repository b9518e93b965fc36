import os
import shutil
import tempfile


class SparkFiles:
    """Files that were added with SparkContext.addFile, copied into a folder of the application."""

    _root = None

    @classmethod
    def get(cls, filename):
        return os.path.join(cls.getRootDirectory(), filename)

    @classmethod
    def getRootDirectory(cls):
        if cls._root is None:
            cls._root = os.path.join(tempfile.mkdtemp(prefix="spark-"), "userFiles")
            os.makedirs(cls._root)
        return cls._root

    @classmethod
    def _add(cls, path, recursive):
        """:returns: where it is now"""
        target = cls.get(os.path.basename(path.rstrip("/")))
        if not os.path.isdir(path):
            shutil.copyfile(path, target)
        elif recursive:
            shutil.copytree(path, target, dirs_exist_ok=True)
        else:
            raise ValueError("Added file %s is a directory and recursive is not turned on." % path)
        return target


def files_at(root):
    """In an executor: SparkFiles with the driver's folder."""
    SparkFiles._root = root
    return SparkFiles
