"""Files and folders, as Spark reads and writes them."""
import glob
import os
import shutil
import uuid

from pyspark.core.context import absolute_path
from pyspark.errors.exceptions.captured import AnalysisException

_OPEN_COST = 4 * 1024 * 1024
_MOST_BYTES = 128 * 1024 * 1024


def data_files(paths):
    """The files of paths, which may be folders and have wildcards, each with its folder within what the path names.

    :raises AnalysisException: for a path that is not there
    """
    found = {}
    for path in paths:
        path = absolute_path(path)
        matches = sorted(glob.glob(path)) if any(sign in path for sign in "*?[") else [path]
        if not matches or not os.path.exists(matches[0]):
            raise AnalysisException("PATH_NOT_FOUND", {"path": "file:" + path})
        for match in matches:
            files = _inside(match) if os.path.isdir(match) else [match]
            found.update((file, os.path.relpath(os.path.dirname(file), match)) for file in files)
    return found


def _inside(folder):
    made = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name[0] in "._":
            continue
        made += _inside(path) if os.path.isdir(path) else [path]
    return made


def packed(files, slots):
    """The files of each partition: the largest first, each with the cost of opening it."""
    sized = sorted(((os.path.getsize(path), path) for path in files), key=lambda pair: -pair[0])
    share = sum(size + _OPEN_COST for size, _ in sized) / max(1, slots)
    limit = min(_MOST_BYTES, max(_OPEN_COST, share))
    made, current, filled = [], [], 0
    for size, path in sized:
        if current and filled + size > limit:
            made.append(current)
            current, filled = [], 0
        current.append(path)
        filled += size + _OPEN_COST
    return [*made, current] if current else made


def prepare(path, mode):
    """Makes the folder of an output.

    :returns: the folder, or None where nothing is to be written
    """
    folder = absolute_path(path)
    if os.path.exists(folder):
        if mode in ("error", "errorifexists", "default"):
            raise AnalysisException("PATH_ALREADY_EXISTS", {"outputPath": "file:" + folder})
        if mode == "ignore":
            return None
        if mode == "overwrite":
            shutil.rmtree(folder) if os.path.isdir(folder) else os.remove(folder)
    os.makedirs(folder, exist_ok=True)
    return folder


def write_parts(folder, parts, suffix):
    """
    :param parts: for each partition: pairs of a folder within the output and a text
    """
    run = uuid.uuid4()
    for i, files in enumerate(parts):
        for inside, text in files:
            target = os.path.join(folder, inside)
            os.makedirs(target, exist_ok=True)
            with open(os.path.join(target, "part-%05d-%s%s" % (i, run, suffix)), "w", encoding="utf-8", newline="") as file:
                file.write(text)
    with open(os.path.join(folder, "_SUCCESS"), "w"):
        pass
