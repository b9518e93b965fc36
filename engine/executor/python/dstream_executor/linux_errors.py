"""Numbers of errors as Linux has them. Those of WebAssembly's C library are others, and scripts print them: `[Errno 2] No such file …`."""
import builtins
import errno
import functools
import io
import os

_LINUX = {
    "EPERM": 1, "ENOENT": 2, "EIO": 5, "EBADF": 9, "EAGAIN": 11, "EACCES": 13, "EBUSY": 16, "EEXIST": 17, "EXDEV": 18, "ENOTDIR": 20, "EISDIR": 21, "EINVAL": 22,
    "EMFILE": 24, "EFBIG": 27, "ENOSPC": 28, "ESPIPE": 29, "EROFS": 30, "EPIPE": 32, "ENAMETOOLONG": 36, "ENOSYS": 38, "ENOTEMPTY": 39, "ELOOP": 40,
}  # fmt: skip
_FROM_HERE = {getattr(errno, name): number for name, number in _LINUX.items()}
_TO_HERE = {number: here for here, number in _FROM_HERE.items()}
_CALLS = ("chdir", "chmod", "link", "listdir", "lstat", "mkdir", "open", "readlink", "remove", "rename", "replace", "rmdir", "scandir", "stat", "symlink", "truncate", "unlink", "utime")


def _with_linux_numbers(call):
    # The name and module stay, since a function that refers to it is sent by them.
    @functools.wraps(call)
    def called(*args, **named):
        try:
            return call(*args, **named)
        except OSError as error:
            error.errno = _FROM_HERE.get(error.errno, error.errno)
            raise

    return called


def install():
    """For scripts and what they import."""
    builtins.open = io.open = _with_linux_numbers(io.open)
    builtins.open.__module__ = "builtins"
    for name in filter(functools.partial(hasattr, os), _CALLS):
        # What os can do with a folder's number, or without following links, it knows by these functions.
        known, made = getattr(os, name), _with_linux_numbers(getattr(os, name))
        for able in (os.supports_dir_fd, os.supports_effective_ids, os.supports_fd, os.supports_follow_symlinks):
            if known in able:
                able.add(made)
        setattr(os, name, made)
    tell = os.strerror
    os.strerror = lambda number: tell(_TO_HERE.get(number, number))
    for name, number in _LINUX.items():
        setattr(errno, name, number)
        errno.errorcode[number] = name
